// How duties are grouped by what is left of their time: the counts of the first page, of the
// statistics, and the lists behind both.
import type { Duty } from '../api';

const left = (d: Duty) => d.remaining_working_days;
const late = (d: Duty) => d.status === 'overdue';
const runs = (d: Duty) => d.status === 'running';
const within = (d: Duty, days: number) => runs(d) && left(d) !== null && Number(left(d)) <= days;

export const spans: Record<string, (d: Duty) => boolean> = {
  overdue: late,
  today: (d) => within(d, 0),
  '3': (d) => within(d, 3),
  '10': (d) => within(d, 10),
  later: (d) => runs(d) && !within(d, 3),
  paused: (d) => d.status === 'paused',
};
