// The menu: groups of pages; what needs an account is left out for strangers.
import { t } from '../texts';

export interface Entry {
  to: string;
  title: string;
  open?: boolean;
  /** The permission without which the page would be of no use. */
  needs?: string;
}
export interface Group {
  title: string;
  entries: Entry[];
}

export function menu(permissions: string[] | null): Group[] {
  const all: Group[] = [
    { title: t.menu.work, entries: [
        { to: '/', title: t.menu.todo },
        { to: '/done', title: t.menu.done },
        { to: '/notices', title: t.menu.notices },
        { to: '/cases', title: t.menu.cases },
        { to: '/cockpit', title: t.cockpit.title },
        { to: '/stats', title: t.menu.stats },
      ] },
    {
      title: t.menu.filing,
      entries: [
        { to: '/review', title: t.menu.review },
        { to: '/expert', title: t.expert.title, needs: 'act' },
        { to: '/grade', title: t.menu.grade, open: true },
        { to: '/documents', title: t.menu.documents },
      ],
    },
    {
      title: t.menu.units,
      entries: [
        { to: '/systems', title: t.menu.systems },
        { to: '/orgs', title: t.menu.orgs },
        { to: '/import', title: t.menu.import, needs: 'register' },
        { to: '/authorisations', title: t.mandates.title, needs: 'act' },
      ],
    },
    {
      title: t.menu.law,
      entries: [
        { to: '/law', title: t.menu.laws, open: true },
        { to: '/law/coverage', title: t.menu.coverage, open: true },
        { to: '/verify', title: t.menu.verify, open: true },
        { to: '/directory', title: t.directory.title, open: true },
        { to: '/report', title: t.report.title, open: true },
      ],
    },
    {
      title: t.menu.admin,
      entries: [
        { to: '/accounts', title: t.menu.accounts, needs: 'accounts' },
        { to: '/security', title: t.menu.security, needs: 'secure' },
        { to: '/bindings', title: t.bindings.title, needs: 'accounts' },
        { to: '/templates', title: t.templates.title, needs: 'accounts' },
        { to: '/health', title: t.health.title, needs: 'accounts' },
        { to: '/audit', title: t.menu.audit, needs: 'audit' },
      ],
    },
  ];
  // Whoever administers and acts for nobody finds his own pages first.
  if (permissions && !permissions.includes('act')) all.unshift(...all.splice(-1));
  return all
    .map((g) => ({ ...g, entries: g.entries.filter((e) => e.open || permissions?.includes(e.needs ?? 'read')) }))
    .filter((g) => g.entries.length > 0);
}

/** Which entry a page belongs to: the longest address that begins it. */
export function current(groups: Group[], path: string): string {
  const home: Record<string, string> = { '/case/': '/cases', '/system/': '/systems', '/org/': '/orgs' };
  for (const [start, entry] of Object.entries(home)) if (path.startsWith(start)) return entry;
  let best = '';
  for (const { entries } of groups)
    for (const { to } of entries)
      if ((path === to || (to !== '/' && path.startsWith(`${to}/`))) && to.length > best.length) best = to;
  return best;
}
