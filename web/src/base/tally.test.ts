import { describe, expect, it } from 'vitest';
import { columnSum, cross, most, sheet, sum, tally, type Question } from './tally';

const systems = [
  { place: 'b', level: '3' },
  { place: 'a', level: '2' },
  { place: 'a', level: '3' },
  { place: 'a', level: '3' },
];
const by = cross(systems, (s) => s.place, (s) => s.level);
const question: Question = {
  key: 'places', title: 'x', of: 'place', parts: by.parts,
  rows: by.values.map((v) => ({ title: v, to: '/', cells: by.parts.map((p) => ({ n: by.count(v, p), to: '/' })) })),
};

describe('the counts of the statistics', () => {
  it('are sorted by how many there are', () => {
    expect(tally(systems, (s) => s.level)).toEqual([['3', 3], ['2', 1]]);
  });
  it('cross two values, with nothing where nothing is', () => {
    expect(by.values).toEqual(['a', 'b']);
    expect(by.parts).toEqual(['2', '3']);
    expect(by.count('b', '2')).toBe(0);
    expect(by.count('a', '3')).toBe(2);
  });
  it('add up along both sides', () => {
    expect(sum(question)).toBe(systems.length);
    expect(most(question)).toBe(3);
    expect(by.parts.map((_, i) => columnSum(question, i))).toEqual([1, 3]);
  });
  it('go to a sheet as they are shown', () => {
    expect(sheet(question, { sum: 'sum', count: 'n' })).toEqual({ heads: ['place', '2', '3', 'sum'], rows: [['a', 1, 2, 3], ['b', 0, 1, 1], ['sum', 1, 3, 4]] });
    const plain: Question = { key: 'x', title: 'x', of: 'level', parts: [], rows: [{ title: '3', to: '/', cells: [{ n: 3, to: '/' }] }] };
    expect(sheet(plain, { sum: 'sum', count: 'n' })).toEqual({ heads: ['level', 'n'], rows: [['3', 3], ['sum', 3]] });
  });
});
