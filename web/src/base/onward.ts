// Where somebody goes after signing in.

/** Only addresses of this workbench: a foreign one would make sign-in a lure. */
export function onwardOf(given: unknown): string {
  const next = typeof given === 'string' ? given : '/';
  const sound = /^\/(?![/\\])/.test(next) && !/[\u0000-\u001f\\]/.test(next);
  return sound ? next : '/';
}

const key = 'dengbao.onward';

/** Remembered in this tab, while its page is at an identity provider. */
export function keepOnward(next: string): void {
  sessionStorage.setItem(key, next);
}
export function takeOnward(): string {
  const next = onwardOf(sessionStorage.getItem(key));
  sessionStorage.removeItem(key);
  return next;
}
