// One way to the server: addresses below /api/v1, problem+json as an Explanation, an idempotency
// key on every write so that a repeated click does nothing twice.
import { attended, noteAct } from '../base/awake';
import { language } from '../texts';
import type { Routes } from './routes';
import type { Answers, Uploaded } from './shapes';

const base = '/api/v1';

export interface Reply<T> {
  value: T;
  /** Ran well, verdict negative: what exit code 2 says on the command line. */
  negative: boolean;
  next: string | null;
  version: number | null;
}

/** A refusal or failure: what, where, cure and clause come from the server. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly citations: string[] = [],
    readonly request: string | null = null,
    readonly where: string | null = null,
    readonly cure: string = '',
  ) {
    super(detail || code);
  }
  /** Somebody else was quicker, or the version is not the one that was read. */
  get stale(): boolean {
    return this.status === 409 || this.status === 412;
  }
}

type Value = string | number | boolean | null | undefined;
type Query = Record<string, Value | string[]>;
interface Sending {
  raw?: Blob;
  ifVersion?: number;
  key?: string;
  signal?: AbortSignal;
  /** Given where the work may be long: hears how far it is, and can call it off. */
  job?: (job: Job, cancel: () => void) => void;
}

/** Work that goes on at the server after the request was answered. */
export interface Job {
  job: string;
  word: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  what: string;
  done: number;
  total: number;
  made: string;
  ended?: string;
  status?: number;
  negative?: boolean;
}

let onSignedOut: () => void = () => undefined;
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

let askProof: () => Promise<boolean> = () => Promise.resolve(false);
/** Called before a signing move where the server wants to know anew who one is; false: not now. */
export function whenProofNeeded(ask: () => Promise<boolean>): void {
  askProof = ask;
}

/** 128 random bits in hex; crypto.randomUUID is missing on plain http in an intranet. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return base + path + (text ? `?${text}` : '');
}

async function problemOf(response: Response): Promise<Problem> {
  const request = response.headers.get('X-Request-Id');
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A gateway in between may answer anything; the status then says it all.
  }
  return new Problem(
    response.status,
    String(body.code ?? `http.${response.status}`),
    String(body.detail ?? body.message ?? body.title ?? ''),
    Array.isArray(body.citations) ? body.citations.map(String) : [],
    request,
    body.where ? String(body.where) : null,
    String(body.cure ?? ''),
  );
}

function nextOf(link: string | null): string | null {
  const found = link && /<([^>]+)>\s*;\s*rel="?next"?/.exec(link);
  return found ? found[1] : null;
}

type Part<R extends keyof Routes, P extends string> = Routes[R] extends Record<P, infer X> ? X : never;
type Asked<R extends keyof Routes> = {
  path?: Part<R, 'path'>;
  query?: Partial<Part<R, 'query'>>;
  body?: [Part<R, 'body'>] extends [never] ? unknown : Part<R, 'body'>;
} & Sending;

/** One operation of the server, by the line of routes.ts that names it. */
export async function call<R extends keyof Routes & keyof Answers>(route: R, ask: Asked<R> = {}): Promise<Reply<Answers[R]>> {
  const [method, template] = route.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String((ask.path as Record<string, string>)[name])));
  return send<Answers[R]>(method, address(path, ask.query as Query), ask);
}

/** The bytes of a file as they are; its name goes in the address. */
export function upload(file: File): Promise<Reply<Uploaded>> {
  return send<Uploaded>('POST', address('/upload', { name: file.name }), { raw: file });
}

/** Says anew who one is; either will do. */
export async function proveAgain(proof: { password?: string; otp?: string }): Promise<void> {
  await send('POST', address('/session/proof'), { body: proof });
}

async function send<T>(method: string, url: string, asked: Sending & { body?: unknown }): Promise<Reply<T>> {
  // One key for both tries: the first one has done nothing.
  const ask = method === 'POST' ? { ...asked, key: asked.key ?? freshKey() } : asked;
  const headers: Record<string, string> = { 'Accept-Language': language.value };
  let body: BodyInit | undefined;
  if (ask.raw) {
    headers['Content-Type'] = 'application/octet-stream';
    body = ask.raw;
  } else if (ask.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(ask.body);
  }
  if (attended()) noteAct();
  else headers['Dengbao-Unattended'] = '1';
  if (method !== 'GET') headers['X-Dengbao'] = '1';
  if (method === 'POST') headers['Idempotency-Key'] = ask.key ?? '';
  if (ask.job) headers.Prefer = 'respond-async';
  if (ask.ifVersion !== undefined) headers['If-Match'] = `"${ask.ifVersion}"`;
  let response: Response;
  try {
    response = await fetch(url, { method, headers, body, signal: ask.signal, credentials: 'same-origin' });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new Problem(0, 'web.unreachable', '');
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && !url.startsWith(`${base}/session`)) onSignedOut();
    if (problem.code === 'identity.proof_needed' && (await askProof())) return send(method, url, ask);
    throw problem;
  }
  if (response.status === 202) return endOfJob<T>(response.headers.get('Location') ?? '', ask);
  const tag = /"(\d+)"/.exec(response.headers.get('ETag') ?? '');
  return {
    value: response.status === 204 ? (undefined as T) : ((await response.json()) as T),
    negative: response.headers.get('Dengbao-Verdict') === 'negative',
    next: nextOf(response.headers.get('Link')),
    version: tag ? Number(tag[1]) : null,
  };
}

/** Looks at a job until it is over, and fetches what it answered. */
async function endOfJob<T>(place: string, ask: Sending): Promise<Reply<T>> {
  const end = () => send('DELETE', place, {}).catch(() => undefined);
  const cancel = () => void end();
  for (let pause = 100; ; pause = Math.min(pause * 2, 1000)) {
    const { value: job } = await send<Job>('GET', place, { signal: ask.signal });
    if (job.state !== 'waiting' && job.state !== 'running') break;
    ask.job?.(job, cancel);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  try {
    return await send<T>('GET', `${place}/result`, { signal: ask.signal });
  } finally {
    await end(); // it is over: forgotten
  }
}

export interface Listed<T> {
  rows: T[];
  /** False where the list goes on beyond what was read. */
  whole: boolean;
}

type Lists = { [R in keyof Answers & keyof Routes]: Answers[R] extends unknown[] ? R : never }[keyof Answers & keyof Routes];
type Row<R extends Lists> = Answers[R] extends (infer T)[] ? T : never;

/** A list, page after page, up to `most` rows: the table says when there are more. */
export async function list<R extends Lists>(route: R, query: Partial<Part<R, 'query'>> = {}, signal?: AbortSignal, most = 5000): Promise<Listed<Row<R>>> {
  const rows: Row<R>[] = [];
  const asked = query as Query;
  let next: string | null = address(route.split(' ')[1], { limit: 500, ...asked });
  const enough = Number(asked.limit ?? most);
  while (next && rows.length < enough) {
    const reply: Reply<Row<R>[]> = await send<Row<R>[]>('GET', next, { signal });
    rows.push(...reply.value);
    next = reply.next;
  }
  return { rows, whole: !next };
}
