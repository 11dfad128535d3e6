// Questions of the statistics: rows of counts, each with the list behind it. Plain, to be tested.
import type { RouteLocationRaw } from 'vue-router';

export interface Cell {
  n: number;
  to: RouteLocationRaw;
}
export interface Answer {
  title: string;
  to: RouteLocationRaw;
  /** One count a part; several parts are shown as one bar in pieces. */
  cells: Cell[];
  tone?: 'seal' | 'amber';
}
export interface Question {
  key: string;
  title: string;
  /** What the rows are, for the table. */
  of: string;
  /** What the parts are; empty where there is one. */
  parts: string[];
  rows: Answer[];
}

export const total = (row: Answer): number => row.cells.reduce((n, c) => n + c.n, 0);
export const sum = (q: Question): number => q.rows.reduce((n, r) => n + total(r), 0);
export const most = (q: Question): number => Math.max(1, ...q.rows.map(total));
export const columnSum = (q: Question, at: number): number => q.rows.reduce((n, r) => n + r.cells[at].n, 0);

/** How many rows have which value, the most frequent first. */
export function tally<T>(rows: T[], of: (row: T) => string): [string, number][] {
  const out = new Map<string, number>();
  for (const row of rows) out.set(of(row), (out.get(of(row)) ?? 0) + 1);
  return [...out].sort((x, y) => y[1] - x[1]);
}

/** How many rows have which two values: every pair of the values that occur. */
export function cross<T>(rows: T[], of: (row: T) => string, by: (row: T) => string): { values: string[]; parts: string[]; count: (value: string, part: string) => number } {
  const counts = new Map<string, number>();
  const name = (value: string, part: string) => `${value}\n${part}`;
  for (const row of rows) counts.set(name(of(row), by(row)), (counts.get(name(of(row), by(row))) ?? 0) + 1);
  const sorted = (texts: string[]) => [...new Set(texts)].sort((x, y) => x.localeCompare(y));
  return { values: sorted(rows.map(of)), parts: sorted(rows.map(by)), count: (value, part) => counts.get(name(value, part)) ?? 0 };
}

/** As a sheet: headings and rows, the sum last, as the page shows it. */
export function sheet(q: Question, words: { sum: string; count: string }): { heads: string[]; rows: (string | number)[][] } {
  const many = q.parts.length > 0;
  const heads = [q.of, ...(many ? q.parts : []), many ? words.sum : words.count];
  const rows = q.rows.map((r) => [r.title, ...(many ? r.cells.map((c) => c.n) : []), total(r)]);
  return { heads, rows: [...rows, [words.sum, ...(many ? q.parts.map((_, i) => columnSum(q, i)) : []), sum(q)]] };
}
