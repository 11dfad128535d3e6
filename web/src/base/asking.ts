// From the declared asks of a move to the body of a request. The server judges; here only what is
// plainly missing is said before anything is sent.
import type { Ask, FactValue } from '../api';

export type Draft = Record<string, unknown>;
export interface Held {
  upload: string;
  name: string;
  size: number;
}

export function empty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.every(empty);
  if (typeof value === 'object' && !('upload' in (value as object))) return Object.values(value as object).every(empty);
  return false;
}

export function missing(asks: Ask[], draft: Draft): Ask[] {
  return asks.filter((a) => a.required && empty(draft[a.fact]));
}

export function bodyOf(asks: Ask[], draft: Draft): { set: Record<string, FactValue>; attach: string[] } {
  const set: Record<string, FactValue> = {};
  const attach: string[] = [];
  for (const ask of asks) {
    const value = draft[ask.fact];
    if (empty(value)) continue;
    if (ask.type === 'file') {
      attach.push(`${ask.fact}=upload:${(value as Held).upload}`);
    } else if (ask.type === 'list' && !ask.members?.length && typeof value === 'string') {
      set[ask.fact] = value.split('\n').map((s) => s.trim()).filter(Boolean);
    } else if (ask.type === 'list' && Array.isArray(value)) {
      set[ask.fact] = value.filter((row) => !empty(row)) as FactValue[];
    } else if (ask.type === 'list' || (ask.type === 'record' && typeof value === 'string')) {
      set[ask.fact] = JSON.parse(String(value)) as FactValue;
    } else {
      set[ask.fact] = value as FactValue;
    }
  }
  return { set, attach };
}
