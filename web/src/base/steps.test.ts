import { describe, expect, it } from 'vitest';
import type { Graph } from '../api';
import { stepsOf } from './steps';

const label = { zh: '', en: '' };
const graph: Graph = {
  states: [{ state: 'filed', label, final: true }, { state: 'review', label }, { state: 'collecting', label, first: true }, { state: 'returned', label }],
  moves: [
    { move: 'deliver', label, from: ['collecting', 'returned'], to: ['review'] },
    { move: 'accept', label, from: ['review'], to: ['filed'] },
    { move: 'return', label, from: ['review'], to: ['returned'] },
    { move: 'note', label, from: ['review'], to: [] },
  ],
};

describe('the steps of a procedure', () => {
  it('begin with the first state, then by distance', () => {
    expect(stepsOf(graph, 'review', []).map((s) => s.state)).toEqual(['collecting', 'review', 'filed', 'returned']);
  });
  it('tell where one was, is and can go, and by which move', () => {
    const steps = Object.fromEntries(stepsOf(graph, 'review', ['collecting']).map((s) => [s.state, s]));
    expect(steps.collecting.kind).toBe('been');
    expect(steps.review.kind).toBe('here');
    expect(steps.filed).toEqual({ state: 'filed', kind: 'next', by: ['accept'] });
  });
  it('without a mark of the first state take the one nothing leads to', () => {
    const bare = { ...graph, states: graph.states.map((s) => ({ ...s, first: undefined })) };
    expect(stepsOf(bare, 'filed', [])[0].state).toBe('collecting');
  });
});
