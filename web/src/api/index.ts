// What the pages ask of the server, by name. The only file besides client.ts that knows addresses.
import { address, call, list, type Asking } from './client';
import type * as S from './shapes';

export * from './shapes';
export { Problem, freshKey, type Listed } from './client';

const p = encodeURIComponent;
type Query = Asking['query'];

export const api = {
  session: async () => (await call<S.Session>('GET', '/session')).value,
  signIn: async (name: string, password: string, otp?: string) =>
    (await call<S.Session>('POST', '/session', { body: { name, password, ...(otp ? { otp } : {}) } })).value,
  signOut: () => call<void>('DELETE', '/session'),

  duties: (query: Query, signal?: AbortSignal) => list<S.Duty>('/duty', query, signal),
  cases: (query: Query, signal?: AbortSignal) => list<S.CaseRow>('/case', query, signal),
  case: async (id: string, signal?: AbortSignal) => (await call<S.CaseShow>('GET', `/case/${p(id)}`, { signal })).value,
  openCase: async (body: Record<string, unknown>, key?: string) => (await call<S.Written>('POST', '/case', { body, key })).value,
  move: async (id: string, move: string, body: Record<string, unknown>, version: number, key: string, on?: string) =>
    (await call<S.Written>('POST', `/case/${p(id)}/do/${p(move)}${on ? `?on=${on}` : ''}`, { body, ifVersion: version, key })).value,

  systems: (query: Query, signal?: AbortSignal) => list<S.SystemRow>('/system', query, signal),
  system: async (id: string, signal?: AbortSignal) => (await call<S.SystemRow>('GET', `/system/${p(id)}`, { signal })).value,
  orgs: (query: Query, signal?: AbortSignal) => list<S.OrgRow>('/org', query, signal),
  org: async (id: string, signal?: AbortSignal) => (await call<S.OrgRow>('GET', `/org/${p(id)}`, { signal })).value,
  history: async (noun: 'org' | 'system', id: string, signal?: AbortSignal) =>
    (await call<S.HistoryRow[]>('GET', `/${noun}/${p(id)}/history`, { signal })).value,

  upload: async (file: File) => (await call<S.Uploaded>('POST', '/upload', { query: { name: file.name }, raw: file })).value,
  importLedger: async (upload: string, dryRun: boolean, more: Record<string, unknown> = {}, key?: string) =>
    (await call<S.ImportAnswer>('POST', '/import/ledger', { body: { file: `upload:${upload}`, 'dry-run': dryRun, ...more }, key })).value,

  verify: async (what: string) => (await call<S.Verdict>('GET', `/verify/${p(what)}`)),
  verifyUpload: async (upload: string) => (await call<S.Verdict>('POST', '/verify', { body: { what: `upload:${upload}` } })),
  receipt: async (event: string) => (await call<unknown>('GET', '/receipt/show', { query: { event } })).value,

  documents: (query: Query, signal?: AbortSignal) => list<S.CaseDocument & { issued?: string; case?: string }>('/document', query, signal),
  documentFile: (document: string, format: 'pdf' | 'docx') => address(`/document/${p(document)}/file`, { format }),
  attachment: (digest: string) => address(`/file/${p(digest)}`),

  laws: async (signal?: AbortSignal) => (await list<S.LawRow>('/law', {}, signal)).rows,
  law: async (id: string, signal?: AbortSignal) => (await call<S.LawShow>('GET', `/law/${p(id)}`, { signal })).value,
  coverage: async (pack: string, signal?: AbortSignal) => (await call<S.Coverage>('GET', '/law/coverage', { query: { pack }, signal })).value,
  explain: async (what: string, signal?: AbortSignal) => (await call<S.Explained>('GET', '/law/explain', { query: { what: [what] }, signal })).value,
  grade: async (info: string[], service: string[], matrix?: string, signal?: AbortSignal) =>
    (await call<S.GradeVerdict>('GET', '/grade/check', { query: { info, service, matrix }, signal })).value,
  due: async (query: Query, signal?: AbortSignal) => (await call<{ due: string; provisional: boolean }>('GET', '/calendar/due', { query, signal })).value,
};
