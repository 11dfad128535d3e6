// One way to the server: addresses below /api/v1, problem+json as an Explanation, an idempotency
// key on every write so that a repeated click does nothing twice.
import { language } from '../texts';

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
  ) {
    super(detail || code);
  }
  /** Somebody else was quicker, or the version is not the one that was read. */
  get stale(): boolean {
    return this.status === 409 || this.status === 412;
  }
}

type Value = string | number | boolean | null | undefined;
export interface Asking {
  query?: Record<string, Value | string[]>;
  body?: unknown;
  raw?: Blob;
  ifVersion?: number;
  key?: string;
  signal?: AbortSignal;
}

let onSignedOut: () => void = () => undefined;
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** 128 random bits in hex; crypto.randomUUID is missing on plain http in an intranet. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export function address(path: string, query: Asking['query'] = {}): string {
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
  );
}

function nextOf(link: string | null): string | null {
  const found = link && /<([^>]+)>\s*;\s*rel="?next"?/.exec(link);
  return found ? found[1] : null;
}

export async function call<T>(method: string, path: string, ask: Asking = {}): Promise<Reply<T>> {
  const headers: Record<string, string> = { 'Accept-Language': language.value };
  let body: BodyInit | undefined;
  if (ask.raw) {
    headers['Content-Type'] = 'application/octet-stream';
    body = ask.raw;
  } else if (ask.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(ask.body);
  }
  if (method !== 'GET') headers['X-Dengbao'] = '1';
  if (method === 'POST') headers['Idempotency-Key'] = ask.key ?? freshKey();
  if (ask.ifVersion !== undefined) headers['If-Match'] = `"${ask.ifVersion}"`;
  const url = path.startsWith(base) ? path : address(path, ask.query);
  let response: Response;
  try {
    response = await fetch(url, { method, headers, body, signal: ask.signal, credentials: 'same-origin' });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new Problem(0, 'web.unreachable', '');
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.status === 401 && !path.startsWith('/session')) onSignedOut();
    throw problem;
  }
  const tag = /"(\d+)"/.exec(response.headers.get('ETag') ?? '');
  return {
    value: response.status === 204 ? (undefined as T) : ((await response.json()) as T),
    negative: response.headers.get('Dengbao-Verdict') === 'negative',
    next: nextOf(response.headers.get('Link')),
    version: tag ? Number(tag[1]) : null,
  };
}

export interface Listed<T> {
  rows: T[];
  /** False where the list goes on beyond what was read. */
  whole: boolean;
}

/** A list, page after page, up to `most` rows: the table says when there are more. */
export async function list<T>(path: string, query: Asking['query'] = {}, signal?: AbortSignal, most = 5000): Promise<Listed<T>> {
  const rows: T[] = [];
  let next: string | null = address(path, { limit: 500, ...query });
  while (next && rows.length < most) {
    const reply: Reply<T[]> = await call<T[]>('GET', next, { signal });
    rows.push(...reply.value);
    next = reply.next;
  }
  return { rows, whole: !next };
}
