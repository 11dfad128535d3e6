import { createRouter, createWebHistory } from 'vue-router';
import { whenSignedOut } from './api/client';
import { noteOpened } from './base/recent';
import { forget, knownSession, session } from './base/session';
import { t } from './texts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Readable without an account. */
    open?: boolean;
    /** Without the menu: sign-in. */
    bare?: boolean;
    /** The whole window: the wall. */
    wall?: boolean;
    title?: () => string;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? {} : { top: 0 }),
  routes: [
    { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true, bare: true, title: () => t.signIn.title } },
    { path: '/signed-in', component: () => import('./pages/ReturnPage.vue'), meta: { open: true, bare: true, title: () => t.signIn.returning } },
    { path: '/waiting', component: () => import('./pages/WaitingPage.vue'), meta: { title: () => t.signIn.waiting } },
    { path: '/first', component: () => import('./pages/FirstPage.vue'), meta: { open: true, bare: true, title: () => t.account.setPassword } },
    { path: '/account', component: () => import('./pages/AccountPage.vue'), meta: { title: () => t.account.title } },
    { path: '/tokens', component: () => import('./pages/TokensPage.vue'), meta: { title: () => t.tokens.title } },
    { path: '/accounts', component: () => import('./pages/AccountsPage.vue'), meta: { title: () => t.menu.accounts } },
    { path: '/security', component: () => import('./pages/SecurityPage.vue'), meta: { title: () => t.menu.security } },
    { path: '/bindings', component: () => import('./pages/BindingsPage.vue'), meta: { title: () => t.bindings.title } },
    { path: '/templates', component: () => import('./pages/TemplatesPage.vue'), meta: { title: () => t.templates.title } },
    { path: '/health', component: () => import('./pages/HealthPage.vue'), meta: { title: () => t.health.title } },
    { path: '/jobs', component: () => import('./pages/JobsPage.vue'), meta: { title: () => t.jobs.title } },
    { path: '/audit', component: () => import('./pages/AuditPage.vue'), meta: { title: () => t.menu.audit } },
    { path: '/', component: () => import('./pages/TodoPage.vue'), meta: { title: () => t.todo.title } },
    { path: '/done', component: () => import('./pages/DonePage.vue'), meta: { title: () => t.done.title } },
    { path: '/notices', component: () => import('./pages/NoticesPage.vue'), meta: { title: () => t.notices.title } },
    { path: '/stats', component: () => import('./pages/StatsPage.vue'), meta: { title: () => t.stats.title } },
    { path: '/cases', component: () => import('./pages/CasesPage.vue'), meta: { title: () => t.case.listTitle } },
    { path: '/case/:id', component: () => import('./pages/CasePage.vue'), props: true, meta: { title: () => t.case.listTitle } },
    { path: '/systems', component: () => import('./pages/SystemsPage.vue'), meta: { title: () => t.systems.title } },
    { path: '/system/:id', component: () => import('./pages/SystemPage.vue'), props: true, meta: { title: () => t.systems.title } },
    { path: '/orgs', component: () => import('./pages/OrgsPage.vue'), meta: { title: () => t.orgs.title } },
    { path: '/org/:id', component: () => import('./pages/OrgPage.vue'), props: true, meta: { title: () => t.orgs.title } },
    { path: '/import', component: () => import('./pages/ImportPage.vue'), meta: { title: () => t.import.title } },
    { path: '/review', component: () => import('./pages/ReviewQueuePage.vue'), meta: { title: () => t.review.title } },
    { path: '/review/:id', component: () => import('./pages/ReviewPage.vue'), props: true, meta: { title: () => t.review.title } },
    { path: '/expert', component: () => import('./pages/ExpertPage.vue'), meta: { title: () => t.expert.title } },
    { path: '/expert/:id', component: () => import('./pages/ExpertTaskPage.vue'), props: true, meta: { title: () => t.expert.title } },
    { path: '/cockpit', component: () => import('./pages/CockpitPage.vue'), meta: { title: () => t.cockpit.title } },
    { path: '/screen', component: () => import('./pages/ScreenPage.vue'), meta: { wall: true, title: () => t.screen.title } },
    { path: '/documents', component: () => import('./pages/DocumentsPage.vue'), meta: { title: () => t.documents.title } },
    { path: '/verify/:what?', component: () => import('./pages/VerifyPage.vue'), props: true, meta: { open: true, title: () => t.verify.title } },
    { path: '/report', component: () => import('./pages/ReportPage.vue'), meta: { open: true, title: () => t.report.title } },
    { path: '/directory', component: () => import('./pages/DirectoryPage.vue'), meta: { open: true, title: () => t.directory.title } },
    { path: '/authorisations', component: () => import('./pages/MandatesPage.vue'), meta: { title: () => t.mandates.title } },
    { path: '/grade', component: () => import('./pages/GradePage.vue'), meta: { open: true, title: () => t.grade.title } },
    { path: '/law', component: () => import('./pages/LawPage.vue'), meta: { open: true, title: () => t.law.title } },
    { path: '/law/coverage', component: () => import('./pages/CoveragePage.vue'), meta: { open: true, title: () => t.law.coverage } },
    { path: '/law/explain', component: () => import('./pages/ExplainPage.vue'), meta: { open: true, title: () => t.law.explainTitle } },
    { path: '/law/pack/:id', component: () => import('./pages/PackPage.vue'), props: true, meta: { open: true, title: () => t.law.title } },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue'), meta: { open: true, title: () => t.app.notFound } },
  ],
});

router.beforeEach(async (to) => {
  // The one-time link of a first start, as the server prints it.
  if (to.path === '/' && to.hash.startsWith('#/first')) return to.hash.slice(1);
  let who = session.value;
  try {
    who = await knownSession();
  } catch {
    return true; // the server cannot be reached: the page itself says so
  }
  if (who?.pending?.includes('password') && !to.meta.open) return '/first';
  if (who?.pending?.includes('otp') && !to.meta.open && to.path !== '/account') return '/account';
  // An account that acts for nobody yet.
  if (who && !who.permissions.includes('read') && !to.meta.open && to.path !== '/waiting' && to.path !== '/account') return '/waiting';
  if (who || to.meta.open) return true;
  return { path: '/sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } };
});

router.afterEach((to) => {
  if (session.value) noteOpened(session.value.account, to.path);
});

whenSignedOut(() => {
  const had = session.value;
  forget();
  const now = router.currentRoute.value;
  if (now.meta.open) return;
  void router.replace({ path: '/sign-in', query: { next: now.fullPath, ...(had ? { ended: '1' } : {}) } });
});
