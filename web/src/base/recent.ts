// What was opened last: addresses only, by account. Names are asked of the server when they are
// shown, so that nothing of them stays in the browser and nothing is shown that may no longer be.
const most = 10;
const place = (account: string) => `dengbao.recent.${account}`;
const objects = /^\/(case|review|expert|system|org)\/([^/?#]+)$/;

export interface Opened {
  kind: 'case' | 'system' | 'org';
  id: string;
  to: string;
}

export function openedBy(path: string): Opened | null {
  const m = objects.exec(path);
  if (!m) return null;
  return { kind: m[1] === 'system' || m[1] === 'org' ? m[1] : 'case', id: m[2], to: path };
}

export function recent(account: string): Opened[] {
  try {
    const paths: unknown = JSON.parse(localStorage.getItem(place(account)) ?? '[]');
    return Array.isArray(paths) ? paths.map((p) => openedBy(String(p))).filter((o): o is Opened => !!o) : [];
  } catch {
    return [];
  }
}

export function noteOpened(account: string, path: string): void {
  const now = openedBy(path);
  if (!now) return;
  // A case that is reviewed and looked at is one case, at the place where it was last.
  const others = recent(account).filter((o) => o.kind !== now.kind || o.id !== now.id);
  try {
    localStorage.setItem(place(account), JSON.stringify([now, ...others].slice(0, most).map((o) => o.to)));
  } catch {
    // Not remembered then.
  }
}
