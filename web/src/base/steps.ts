// The procedure as a list for narrow windows: its states in the order of their distance from the
// first one, and which moves lead on from the current one.
import type { Graph } from '../api';

export interface Step {
  state: string;
  kind: 'been' | 'here' | 'next' | 'other';
  /** Moves that lead here from the current state. */
  by: string[];
}

export function stepsOf(graph: Graph, state: string, been: string[]): Step[] {
  const targets = new Map<string, Set<string>>();
  for (const s of graph.states) targets.set(s.state, new Set());
  for (const m of graph.moves) for (const f of m.from) for (const to of m.to) targets.get(f)?.add(to);
  const reached = new Set(graph.moves.flatMap((m) => m.to));
  const first = graph.states.find((s) => s.first) ?? graph.states.find((s) => !reached.has(s.state)) ?? graph.states[0];
  const order: string[] = first ? [first.state] : [];
  for (let i = 0; i < order.length; i++) for (const to of targets.get(order[i]) ?? []) if (!order.includes(to)) order.push(to);
  for (const s of graph.states) if (!order.includes(s.state)) order.push(s.state);
  return order.map((name) => {
    const by = name === state ? [] : graph.moves.filter((m) => m.from.includes(state) && m.to.includes(name)).map((m) => m.move);
    const kind = name === state ? 'here' : been.includes(name) ? 'been' : by.length ? 'next' : 'other';
    return { state: name, kind, by };
  });
}
