import { expect, test } from 'vitest';
import { Problem } from '../api';
import { useWriting } from './resource';

test('what is written is under way, then done, and what depends on it is read anew', async () => {
  const seen: string[] = [];
  const w = useWriting(async () => void seen.push('read'));
  const done = w.carry(async () => {
    expect(w.busy.value).toBe(true);
    seen.push('written');
  });
  expect(await done).toBe(true);
  expect(seen).toEqual(['written', 'read']);
  expect(w.busy.value).toBe(false);
});

test('what went wrong is told until the next attempt, and nothing is read anew', async () => {
  let read = 0;
  const w = useWriting(async () => void read++);
  expect(await w.carry(() => Promise.reject(new Problem(409, 'case.version', 'too late')))).toBe(false);
  expect(w.problem.value?.code).toBe('case.version');
  expect(w.busy.value).toBe(false);
  expect(await w.carry(() => Promise.reject(new Error('x')))).toBe(false);
  expect(w.problem.value?.code).toBe('web.defect');
  expect(await w.carry(async () => undefined)).toBe(true);
  expect(w.problem.value).toBeNull();
  expect(read).toBe(1);
});
