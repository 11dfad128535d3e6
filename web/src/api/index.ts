// What the pages ask of the server, by name. Addresses, queries and bodies are checked against
// routes.ts when this is compiled.
import { address, call, list, upload, type Job } from './client';
import type * as S from './shapes';

export * from './shapes';
export { Problem, freshKey, proveAgain, whenProofNeeded, type Job, type Listed } from './client';

interface Moving {
  set: Record<string, S.FactValue>;
  attach: string[];
  to?: string;
}

const mapped = (map?: string) => (map ? { map: `upload:${map}` } : {});

export const api = {
  session: async () => (await call('GET /session')).value,
  signIn: async (name: string, password: string, otp?: string) =>
    (await call('POST /session', { body: { name, password, ...(otp ? { otp } : {}) } })).value,
  signOut: () => call('DELETE /session'),
  /** Who else may say who somebody is. */
  providers: async (signal?: AbortSignal) => (await call('GET /session/providers', { signal })).value,
  /** Where to go for it. */
  signInBy: async (name: string) => (await call('POST /session/provider/{name}', { path: { name }, body: {} })).value.location,
  /** What the address said on the way back, or the one-time code that was asked for then. */
  signInReturn: async (body: { state: string; code?: string; error?: string; iss?: string } | { otp: string }) =>
    (await call('POST /session/return', { body })).value,
  password: async (body: { name?: string; password: string; ticket?: string; old?: string; otp?: string }) =>
    (await call('POST /session/password', { body })).value,
  otp: async () => (await call('POST /session/otp', { body: {} })).value,
  otpConfirm: async (otp: string) => (await call('POST /session/otp/confirm', { body: { otp } })).value,
  sessions: async () => (await call('GET /session/all')).value,
  makeToken: async (body: { name: string; scopes: string[]; days: number }) => (await call('POST /session/token', { body })).value,
  sessionsOf: async (name: string, signal?: AbortSignal) => (await call('GET /account/{name}/sessions', { path: { name }, signal })).value,
  endSession: (id: string) => call('DELETE /session/{id}', { path: { id } }),

  duties: (query: { mine?: boolean; case?: string }, signal?: AbortSignal) => list('GET /duty', query, signal),
  claim: (d: S.Duty) => call('POST /duty/{case}/claim/{duty}', { path: { case: d.case, duty: d.duty }, body: { instance: d.instance } }),
  release: (d: S.Duty, why = '') => call('POST /duty/{case}/release/{duty}', { path: { case: d.case, duty: d.duty }, body: { instance: d.instance, ...(why ? { why } : {}) } }),
  assign: (d: S.Duty, to: string, why: string) =>
    call('POST /duty/{case}/assign/{duty}', { path: { case: d.case, duty: d.duty }, body: { instance: d.instance, to, ...(why ? { why } : {}) } }),
  done: async (before?: number, signal?: AbortSignal) => (await call('GET /duty/done', { query: { before, most: 200 }, signal })).value,
  /** Who has ties steps aside in the case; what he works there goes to `to`, or back to his party. */
  recuse: (id: string, body: { why: string; to?: string }) => call('POST /case/{case}/recuse', { path: { case: id }, body }),
  colleagues: async (signal?: AbortSignal) => (await call('GET /account/colleagues', { signal })).value,
  away: (body: { from: string; until: string; to: string; why?: string }) => call('POST /account/away', { body }),
  back: () => call('POST /account/back', { body: {} }),
  notices: (query: { unseen?: boolean; limit?: number }, signal?: AbortSignal) => list('GET /notice', query, signal),
  seen: (body: { notice?: string[]; all?: boolean }) => call('POST /notice/seen', { body }),
  channels: async (signal?: AbortSignal) => (await call('GET /channel', { signal })).value,
  setChannel: async (kind: string, body: { to: string; secret?: string; about: 'all' | 'mine'; language: 'zh-CN' | 'en' }) =>
    (await call('POST /channel/{kind}/set', { path: { kind }, body })).value,
  dropChannel: (kind: string) => call('POST /channel/{kind}/drop', { path: { kind }, body: {} }),
  testChannel: (kind: string) => call('POST /channel/{kind}/test', { path: { kind }, body: {} }),
  lead: (body: { before?: string; none?: boolean }) => call('POST /channel/lead', { body }),
  feed: async (signal?: AbortSignal) => (await call('GET /feed', { signal })).value,
  makeFeed: async () => (await call('POST /feed/make', { body: {} })).value,
  endFeed: () => call('POST /feed/end', { body: {} }),
  overview: async (signal?: AbortSignal) => (await call('GET /overview', { signal })).value,
  overviewPage: async () => (await call('GET /overview/page')).value,
  cases: (query: { open?: boolean; about?: string; limit?: number }, signal?: AbortSignal) => list('GET /case', query, signal),
  case: async (id: string, signal?: AbortSignal) => (await call('GET /case/{case}', { path: { case: id }, signal })).value,
  openCase: async (procedure: string, about: string, key: string) =>
    (await call('POST /case', { body: { procedure, about }, key })).value,
  move: async (id: string, move: string, body: Moving, version: number, key: string, on?: string) =>
    (await call('POST /case/{case}/do/{move}', { path: { case: id, move }, query: { on }, body, ifVersion: version, key })).value,

  systems: (query: { q?: string; unit?: string; limit?: number }, signal?: AbortSignal) => list('GET /system', query, signal),
  system: async (id: string, signal?: AbortSignal) => (await call('GET /system/{id}', { path: { id }, signal })).value,
  orgs: (query: { q?: string; limit?: number }, signal?: AbortSignal) => list('GET /org', query, signal),
  org: async (id: string, signal?: AbortSignal) => (await call('GET /org/{id}', { path: { id }, signal })).value,
  history: async (noun: 'org' | 'system', id: string, signal?: AbortSignal) =>
    (await call(noun === 'org' ? 'GET /org/{id}/history' : 'GET /system/{id}/history', { path: { id }, signal })).value,

  upload: async (file: File) => (await upload(file)).value,
  /** `map`: an upload that says which heading is which field. */
  importColumns: async (file: string, map?: string) => (await call('POST /import/columns', { body: { file: `upload:${file}`, ...mapped(map) } })).value,
  importLedger: async (file: string, map: string | undefined, dryRun: boolean, key?: string, job?: (job: Job, cancel: () => void) => void) =>
    (await call('POST /import/ledger', { body: { file: `upload:${file}`, ...mapped(map), 'dry-run': dryRun }, key, job })).value,
  importRejects: async (file: string, map?: string) => (await call('POST /import/rejects', { body: { file: `upload:${file}`, ...mapped(map) } })).value,

  places: async () => (await list('GET /place')).rows,
  bindings: (signal?: AbortSignal) => list('GET /binding', {}, signal),
  bindingMeant: async (b: { procedure: string; territory: string; pack: string; 'party-kind'?: string }, signal?: AbortSignal) => (await call('GET /binding/check', { query: b, signal })).value,
  addBinding: (body: { procedure: string; territory: string; pack: string; 'party-kind'?: string }, key: string) => call('POST /binding/add', { body, key }),
  templates: async (signal?: AbortSignal) => (await list('GET /template', {}, signal)).rows,
  numbers: async (signal?: AbortSignal) => (await list('GET /number', {}, signal)).rows,
  health: async (signal?: AbortSignal) => (await call('GET /health', { signal })).value,
  events: (query: { since?: string; until?: string; account?: string }, signal?: AbortSignal) => list('GET /event', { ...query, words: true }, signal, 1000),

  jobs: async () => (await call('GET /job')).value,
  /** What a job answered, or the problem it ended with. */
  jobResult: async (job: string) => (await call('GET /job/{job}/result', { path: { job } })).value,
  /** Stops one that goes on; forgets one that is over. */
  endJob: (job: string) => call('DELETE /job/{job}', { path: { job } }),

  verify: (what: string) => call('GET /verify/{what}', { path: { what } }),
  verifyUpload: (upload: string) => call('POST /verify', { body: { what: `upload:${upload}` } }),
  receipt: async (event: string) => (await call('GET /receipt', { query: { event } })).value,
  checkLog: (signal?: AbortSignal) => call('GET /ledger/verify', { signal }),
  checkpoint: async (signal?: AbortSignal) => (await call('GET /ledger/checkpoint', { signal })).value,

  reportForm: async () => (await call('GET /report/form', { query: {} })).value,
  report: async (place: string, body: { set: Record<string, S.FactValue>; attach: string[] }) => (await call('POST /report', { body: { place, ...body } })).value,
  followReport: async (number: string, word: string) => (await call('POST /report/follow', { body: { number, word } })).value,
  directory: async (search: string) => (await call('GET /directory', { query: { search } })).value,
  authorisations: async () => (await call('GET /authorisation')).value,
  authorise: (body: { agent: string; scan: string; until: string; since?: string; procedure?: string[]; object?: string[] }) => call('POST /authorisation', { body }),
  revokeAuthorisation: (id: string, reason: string) => call('POST /authorisation/{id}/revoke', { path: { id }, body: { reason } }),

  documents: (signal?: AbortSignal) => list('GET /document', {}, signal),
  documentFile: (document: string, format: 'pdf' | 'docx') => address(`/document/${encodeURIComponent(document)}/file`, { format }),
  /** `at`: the case that shows it, so that the server need not look for one. */
  attachment: (digest: string, at?: string) => address(`/file/${encodeURIComponent(digest)}`, at ? { case: at } : {}),

  accounts: (signal?: AbortSignal) => list('GET /account', {}, signal),
  addAccount: (name: string, body: { party?: string; administrator?: boolean; auditor?: boolean }) =>
    call('POST /account/{name}/add', { path: { name }, body }),
  bindAccount: (name: string, party: string) => call('POST /account/{name}/bind', { path: { name }, body: { party } }),
  ticket: async (name: string) => (await call('POST /account/{name}/ticket', { path: { name } })).value,
  unlock: (name: string) => call('POST /account/{name}/unlock', { path: { name } }),
  endSessions: (name: string) => call('POST /account/{name}/end', { path: { name } }),

  laws: async (signal?: AbortSignal) => (await list('GET /law', {}, signal)).rows,
  law: async (pack: string, signal?: AbortSignal) => (await call('GET /law/{pack}', { path: { pack }, signal })).value,
  coverage: async (signal?: AbortSignal) => (await call('GET /law/coverage', { signal })).value,
  explain: async (what: string, signal?: AbortSignal) => (await call('GET /law/explain', { query: { what: [what] }, signal })).value,
  grade: async (info: string[], service: string[], signal?: AbortSignal) =>
    (await call('GET /grade/check', { query: { info, service }, signal })).value,
};
