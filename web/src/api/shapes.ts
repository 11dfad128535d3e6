// The shapes of the HTTP contract, version 1, that the pages read. Members get added, never taken
// away; what a page does not use is not listed here.
import type { Label } from '../texts';
import type { Job } from './client';

export interface Session {
  account: string;
  party: string;
  party_name: string;
  permissions: string[];
  administrator: boolean;
  auditor: boolean;
  expires: string;
  security?: boolean;
  /** What must be done before anything else. */
  pending?: ('password' | 'otp')[];
  idle_minutes?: number;
  /** The day of the installation; a demonstration runs under a simulated clock. */
  today?: string;
  demo?: boolean;
}

export interface SignInProvider {
  name: string;
  title: string;
}

export interface OpenSession {
  id: string;
  kind: 'session' | 'token';
  name: string;
  scopes?: string[];
  made: string;
  seen: string;
  until: string;
  from?: string;
  /** The one that asks. */
  own?: boolean;
}

export interface AccountRow {
  account: string;
  id: string;
  party: string;
  administrator: boolean;
  security?: boolean;
  auditor: boolean;
  version: number;
}

export interface Counts {
  systems: number;
  ungraded: number;
  level3: number;
  owed: number;
  filed: number;
  overdue: number;
  soon: number;
}
export interface Overview {
  as_of: string;
  day: string;
  party_name: string;
  all: Counts;
  open_cases: number;
  districts: (Counts & { place: string; name: string })[];
  worst: { party: string; name: string; overdue: number }[];
}
/** A file in an answer. */
export interface Held64 {
  name: string;
  type: string;
  base64: string;
}

export interface Checkpoint {
  tree_size: number;
  root: string;
  origin: string;
  time: string;
  signatures: unknown[];
}
export interface LogVerdict {
  sound: boolean;
  events: number;
  tiles: number;
  heads: number;
  signatures: number;
  documents: number;
  erased: number;
  fingerprint: string;
  problems: (string | { message: string })[];
}

export type DutyStatus = 'running' | 'overdue' | 'paused' | 'done' | 'cancelled' | 'expired' | 'void';

export interface Duty {
  duty: string;
  label: Label;
  instance: string;
  case: string;
  case_title?: Label;
  subject?: string;
  subject_name?: string;
  owner: string;
  owner_name?: string;
  role?: string;
  role_label?: Label;
  capacity?: string;
  /** What the pack says the work is: it lies on the desk of reviewers or of experts. */
  work?: 'review' | 'opinion' | '';
  recipient?: string;
  recipient_name?: string;
  status: DutyStatus;
  starts: string | null;
  due: string | null;
  due_at: string | null;
  remaining_working_days: number | null;
  provisional: boolean;
  citation?: string;
  citations?: string[];
  beside?: { clause: string; value: string }[];
  pauses?: { from: string; to?: string | null; citation?: string }[];
  /** Of one's own party only: the account that claimed it, or null. */
  worker?: string | null;
  worker_since?: string;
  stand_in?: string;
  stand_in_until?: string;
}

export interface DoneRow {
  event: string;
  index: number;
  at: string;
  on: string;
  kind: string;
  what: Label;
  case: string | null;
  case_title?: Label;
  subject_name: string;
  version: number;
}
export interface Done {
  rows: DoneRow[];
  account: string;
  before: number | null;
}

export interface Notice {
  id: string;
  what: string;
  what_label: Label;
  about?: Label;
  to: string;
  to_name: string;
  account: string;
  message: string;
  sent: string;
  delivered: { by: string; at: string }[] | null;
  seen: string | null;
  seen_by: { account: string; at: string }[];
  carried: Carried[];
  case?: string;
  case_title?: Label;
  subject_name?: string;
}

/** A notice on its way by one channel to one account. */
export interface Carried {
  account: string;
  channel: string;
  state: 'queued' | 'sent' | 'delivered' | 'later' | 'refused';
  attempts: number;
  next: string | null;
  at: string | null;
  reason?: string;
}

export interface Channels {
  account: string;
  chosen: { channel: string; shown: string; language: string; about: string }[];
  offered: { channel: string; title: Label; address: Label; ready: boolean }[];
  allowed: string[];
  before: Record<string, string>;
}

export interface FeedAddress {
  account: string;
  stands: boolean;
  made: string | null;
}

export interface Colleague {
  account: string;
  own: boolean;
  away: { from: string; until: string; to: string; why: string; now: boolean }[];
}

export interface CaseRow {
  case: string;
  procedure: string;
  title?: Label;
  subject: string;
  subject_name?: string;
  state: string;
  state_label?: Label;
  version: number;
  open: boolean;
  opened_on: string;
}

export interface GraphState {
  state: string;
  label: Label;
  first?: boolean;
  final?: boolean;
}
export interface GraphMove {
  move: string;
  label: Label;
  from: string[];
  /** Where it may lead, by its conditions; nowhere: the case stays. */
  to: string[];
}
export interface Graph {
  states: GraphState[];
  moves: GraphMove[];
}

export interface Choice {
  value: string;
  label: Label;
}
export interface Ask {
  fact: string;
  label: Label;
  type: string;
  required?: boolean;
  choices?: Choice[];
  help?: Label | string;
  citations?: string[];
  example?: string;
  /** Of a record, or of the entries of a list. */
  members?: Ask[];
  accepts?: string[];
  unit?: string;
  at_least?: number;
  at_most?: number;
  max_characters?: number;
  personal?: boolean;
  /** At least one of those marked so. */
  one_of?: boolean;
}
export interface Move {
  move: string;
  label: Label;
  by: string[];
  by_labels?: Label[];
  parties?: { party: string; name: string }[];
  /** Up to the party of the account. */
  mine?: boolean;
  /** The rules refuse it to whoever has stepped aside: ties are asked about first. */
  recusable?: boolean;
  /** Whom it may be addressed to. */
  to?: { party: string; name: string }[];
  asks: Ask[];
  citations?: string[];
}

export type FactValue =
  | string
  | number
  | boolean
  | null
  | FactValue[]
  | { [member: string]: FactValue };

export interface FactLabel {
  label: Label;
  type: string;
  citations?: string[];
  /** The value as people read it, where it is no list. */
  words?: Label;
  on?: string;
  members?: Ask[];
}
export interface FailingCheck {
  check: string;
  field: string;
  say: Label;
  citations: string[];
}
export interface Change {
  fact: string;
  label?: Label;
  was: FactValue;
  is: FactValue;
  was_words?: Label;
  is_words?: Label;
}
export interface CaseDocument {
  document: string;
  kind: string;
  number: string;
  title?: string;
  issued?: string;
  case?: string;
  /** In the list of all: what its case is about. */
  subject_name?: string;
  voided?: Voided;
  replaces?: string;
}
/** Why and since when a document counts no more. */
export interface Voided {
  on: string;
  reason: string;
  citation?: string;
  replaced_by?: string;
  event?: string;
}
export interface CaseEvent {
  event: string;
  index: number;
  version: number;
  move: string;
  label?: Label;
  role: string;
  role_label?: Label;
  party_name?: string;
  /** Who acted for the party, and by what. */
  agent_name?: string;
  under?: string;
  account: string;
  on: string;
  at: string;
  sets: Record<string, FactValue>;
}
export interface CaseShow extends CaseRow {
  /** Where one looks and acts for another party. */
  acting_for?: { party: string; name: string };
  pack: string;
  law?: { pack: string; edition: string; title: Label };
  round: number;
  roles: Record<string, string[]>;
  parties?: { role: string; label: Label; party: string; name: string }[];
  facts: Record<string, FactValue>;
  fact_labels?: Record<string, FactLabel>;
  graph?: Graph;
  moves: Move[];
  duties: Duty[];
  failing_checks: FailingCheck[];
  changes: Change[];
  documents: CaseDocument[];
  links: Record<string, string>;
  events: CaseEvent[];
}

export interface Written {
  event: string;
  case: string;
  version: number;
  receipt: unknown;
}

export interface SystemRow {
  id: string;
  unit: string;
  credit_code: string | null;
  system: string;
  object_type: string | null;
  level: number | null;
  s: number | null;
  a: number | null;
  scope: string | null;
  on_cloud: boolean | null;
  online_date: string | null;
  filing_no: string | null;
  place?: string | null;
  filing_date: string | null;
  assessor: string | null;
  last_assess_date: string | null;
  score: number | null;
  status: string | null;
  contact: string | null;
  phone: string | null;
  owner: string;
  version: number;
  cases?: { case: string; procedure: string; state: string; open: boolean }[];
}

export interface OrgRow {
  id: string;
  name: string;
  code?: string | null;
  kind?: string | null;
  nature?: string | null;
  industry?: string | null;
  place?: string | null;
  contact?: string | null;
  phone?: string | null;
  unit_number?: string | null;
  version: number;
  [other: string]: unknown;
}

export interface HistoryRow {
  event: string;
  index: number;
  version: number;
  what: string;
  label?: Label;
  on: string;
  at: string;
  account: string;
  set: Record<string, FactValue>;
}

export interface Uploaded {
  upload: string;
  name: string;
  size: number;
  digest: string;
}

export interface ImportColumn {
  column: string;
  heading: string;
  group: string;
  /** The field it was taken for. */
  field: string | null;
  sure: 'map' | 'exact' | 'like' | 'second' | 'none';
  samples: string[];
}
export interface ImportSheet {
  sheet: string;
  row: number;
  recognised: boolean;
  cards?: boolean;
  columns: ImportColumn[];
}
export interface ImportColumns {
  file: string;
  ready: boolean;
  fields: string[];
  sheets: ImportSheet[];
}

export interface ImportVerdict {
  sheet: string;
  row: number;
  warnings?: string[];
  normalised?: Partial<SystemRow>;
}
export interface ImportReject {
  sheet: string;
  row: number;
  code: string;
  reason: string;
  field?: string;
  value?: string;
}
export interface ImportAnswer {
  file: string;
  total_data_rows: number;
  valid_systems: number;
  rejected_rows: number;
  units: number;
  skipped_rows: Record<string, number>;
  warnings: Record<string, number>;
  level_counts: Record<string, number>;
  rejected_by_code: Record<string, number>;
  rejected: ImportReject[];
  rows: ImportVerdict[];
  /** Neither the importing party nor below it. */
  foreign_units?: string[];
  dry_run: boolean;
  created: number;
  changed: number;
  unchanged: number;
  new_units: number;
  certificates?: number;
}

export interface Verdict {
  kind?: 'receipt' | 'document' | string;
  number?: string;
  title?: string;
  issued?: string;
  as_of?: string;
  tree_size?: number;
  index?: number;
  origin?: string;
  at?: string;
  intact?: boolean;
  signer?: string;
  fingerprint?: string;
  verdict: string;
  voided?: Voided;
  replaces?: string;
  reasons?: (string | { message?: string })[];
  register?: {
    state: string;
    open: boolean;
    state_label?: Label;
    issued_on?: string;
    valid_until?: string;
    level?: number;
  };
  core?: Record<string, unknown>;
}

export interface LawRow {
  id: string;
  title: Label;
  edition: string;
  force: string;
  period: string;
  uses: string[];
  runs: boolean;
}
export interface LawShow {
  id: string;
  title: Label;
  edition: string;
  digest?: string;
  procedures: {
    procedure: string;
    pack?: string;
    title: Label;
    register?: boolean;
    states: (string | GraphState)[];
    moves: { move: string; label: Label; cites?: string[] }[];
    duties: { duty: string; label?: Label; within?: unknown; cites?: string[] }[];
  }[];
  instruments?: { id: string; title: Label; force?: string; clauses?: number }[];
  parameters?: unknown[];
}
export interface CoverageRow {
  row: string;
  kind: string;
  state: 'covered' | 'open';
  pack: string;
  clause: string;
  cases: { id: string; passed: boolean }[];
  rules?: unknown[];
  text?: Label;
  reason?: Label | string;
}
export interface Coverage {
  rows: CoverageRow[];
  covered: number;
  total: number;
  not_yet_run?: unknown[];
}
export interface Explained {
  asked: string;
  clauses: {
    citation: string;
    instrument: Label;
    force: string;
    title: Label;
    summary: Label;
    row?: string;
    confirmed?: string;
  }[];
  rules: { pack: string; kind: string; rule: string; where: string; citations: string[] }[];
  parameters: {
    pack: string;
    parameter: string;
    label?: Label;
    value: string;
    reason?: Label;
    since: string;
    source: string;
    beside: { value: string; source: string; note?: Label }[];
  }[];
  contradictions: {
    id: string;
    topic: Label;
    positions: { pack: string; clause: string; value: Label }[];
    applied?: Label;
  }[];
}
export interface GradeVerdict {
  s: number;
  a: number;
  level: number;
  code: string;
  matrix: string;
  citations: string[];
  alternatives?: { matrix: string; code: string }[];
}

/** What each operation answers; the keys are those of routes.ts. */
export interface ReportForm {
  procedure: string;
  title: Label;
  intro: Label;
  fields: Ask[];
  places: { code: string; name: Label }[];
  citations: string[];
}
export interface NewReport extends Written {
  number: string;
  word: string;
}
export interface Shown {
  label: Label;
  words: Label;
}
export interface FollowedReport {
  number: string;
  title: Label;
  state: string;
  state_label?: Label;
  open: boolean;
  received: string;
  due: string | null;
  steps: { on: string; label: Label }[];
  shows: Shown[];
}
export interface DirectoryRow {
  name: string;
  as: string;
  as_label: Label;
  state_label: Label | null;
  number: string | null;
  /** The number was given out here: it can be verified. */
  verifiable?: boolean;
  shows: Shown[];
  citations: string[];
}
export interface Authorisation {
  id: string;
  client: string;
  client_name: string;
  agent: string;
  agent_name: string;
  state: string;
  state_label: Label;
  procedures: string[] | null;
  objects: { id: string; name: string }[];
  since: string;
  until: string | null;
  revoked: { on: string; reason: string } | null;
  scan: { name: string; digest: string; size: number } | null;
}

export interface Binding {
  id: string;
  procedure: string;
  territory: string;
  party_kind: string;
  pack: string;
}
/** What it would mean that a pack governs somewhere. */
export interface BindingMeant {
  procedure: string;
  title: Label;
  pack: string;
  edition: string;
  territory: string;
  party_kind: string;
  /** The pack whose place it takes; null: there is no such binding yet. */
  replaces: string | null;
  units: number;
  now: { pack: string; units: number }[];
  kept: { pack: string; units: number }[];
  open_cases: { pack: string; cases: number }[];
}
export interface TemplateRow {
  template: string;
  title: Label;
  pack: string;
  pack_title: Label;
  edition: string;
  fields: string[];
  used_by: { procedure: string; title: Label; move: string; label: Label; number: string }[];
}
/** A series of numbers in one scope. */
export interface NumberLine {
  series: string;
  label: string;
  pack: string;
  edition: string;
  format: string;
  yearly: boolean;
  procedures: string[];
  scope: string;
  last: number | null;
  last_text: string;
  next_text: string;
}
export interface TrailRow {
  index: number;
  event: string;
  stream: string;
  case: string | null;
  account: string;
  on: string;
  at: string;
  move: string;
  what?: Label;
  subject_name?: string;
  case_title?: Label;
}

export interface Answers {
  'GET /authorisation': Authorisation[];
  'POST /authorisation': Written;
  'POST /authorisation/{id}/revoke': Written;
  'GET /directory': DirectoryRow[];
  'GET /report/form': ReportForm;
  'POST /report': NewReport;
  'POST /report/follow': FollowedReport;
  'DELETE /session': void;
  'DELETE /session/{id}': void;
  'GET /account': AccountRow[];
  'GET /account/{name}/sessions': OpenSession[];
  'GET /account/colleagues': Colleague[];
  'GET /case': CaseRow[];
  'GET /case/{case}': CaseShow;
  'GET /document': CaseDocument[];
  'GET /duty': Duty[];
  'GET /duty/done': Done;
  'GET /grade/check': GradeVerdict;
  'GET /place': { code: string; name: Label; parent: string }[];
  'GET /binding': Binding[];
  'GET /binding/check': BindingMeant;
  'POST /binding/add': Written;
  'GET /template': TemplateRow[];
  'GET /number': NumberLine[];
  'GET /health': { what: string; ok: boolean; detail: string }[];
  'GET /event': TrailRow[];
  'GET /job': Job[];
  'GET /job/{job}/result': Record<string, unknown>;
  'DELETE /job/{job}': void;
  'GET /law': LawRow[];
  'GET /law/coverage': Coverage;
  'GET /law/explain': Explained;
  'GET /law/{pack}': LawShow;
  'GET /ledger/checkpoint': Checkpoint;
  'GET /ledger/verify': LogVerdict;
  'GET /channel': Channels;
  'GET /feed': FeedAddress;
  'GET /notice': Notice[];
  'GET /org': OrgRow[];
  'GET /org/{id}': OrgRow;
  'GET /org/{id}/history': HistoryRow[];
  'GET /overview': Overview;
  'GET /overview/page': Held64;
  'GET /receipt': unknown;
  'GET /session': Session;
  'GET /session/all': OpenSession[];
  'GET /session/providers': SignInProvider[];
  'GET /system': SystemRow[];
  'GET /system/{id}': SystemRow;
  'GET /system/{id}/history': HistoryRow[];
  'GET /verify/{what}': Verdict;
  'POST /account/away': Written;
  'POST /account/back': Written;
  'POST /account/{name}/add': unknown;
  'POST /account/{name}/bind': unknown;
  'POST /account/{name}/end': unknown;
  'POST /account/{name}/ticket': { ticket: string };
  'POST /account/{name}/unlock': unknown;
  'POST /case': Written;
  'POST /case/{case}/do/{move}': Written;
  'POST /case/{case}/recuse': Written;
  'POST /duty/{case}/assign/{duty}': Written;
  'POST /duty/{case}/claim/{duty}': Written;
  'POST /duty/{case}/release/{duty}': Written;
  'POST /import/columns': ImportColumns;
  'POST /import/ledger': ImportAnswer;
  'POST /import/rejects': Held64 & { rejected_rows: number };
  'POST /channel/lead': Written & { before: Record<string, string> };
  'POST /channel/{kind}/drop': Written;
  'POST /channel/{kind}/set': Written & { secret?: string };
  'POST /channel/{kind}/test': Written;
  'POST /feed/end': Written;
  'POST /feed/make': Written & { path: string; url: string | null };
  'POST /notice/seen': { seen: number };
  'POST /session': Session;
  'POST /session/otp': { secret: string; uri: string };
  'POST /session/otp/confirm': Session;
  'POST /session/password': Session;
  'POST /session/provider/{name}': { location: string };
  'POST /session/return': Session;
  'POST /session/token': OpenSession & { token: string };
  'POST /verify': Verdict;
}
