// Lays a procedure out from left to right: states in layers, moves that go back beneath. Pure, so
// that the same procedure always gives the same picture.
export interface Spot {
  state: string;
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Line {
  from: string;
  to: string;
  moves: string[];
  path: string;
  label: { x: number; y: number };
  back: boolean;
}
export interface Picture {
  width: number;
  height: number;
  spots: Spot[];
  lines: Line[];
}
export interface Given {
  states: { state: string; text: string }[];
  moves: { move: string; text: string; from: string[]; to: string[] }[];
}

interface Edge {
  from: string;
  to: string;
  moves: string[];
  texts: string[];
}
interface Knot {
  id: string;
  layer: number;
  width: number;
  height: number;
  x: number;
  y: number;
}

const HEIGHT = 36;
const ROOM = 30; // between knots of a layer
const LANE = 26; // between moves that go back

export function textWidth(text: string, size: number): number {
  let n = 0;
  for (const c of text) n += c.charCodeAt(0) > 0x2e7f ? size : size * 0.56;
  return n;
}

function edgesOf(given: Given): Edge[] {
  const known = new Set(given.states.map((s) => s.state));
  const byEnds = new Map<string, Edge>();
  for (const m of given.moves)
    for (const from of m.from)
      for (const to of m.to) {
        if (!known.has(from) || !known.has(to)) continue;
        const key = `${from}→${to}`;
        const edge = byEnds.get(key) ?? { from, to, moves: [], texts: [] };
        if (!edge.moves.includes(m.move)) {
          edge.moves.push(m.move);
          edge.texts.push(m.text);
        }
        byEnds.set(key, edge);
      }
  return [...byEnds.values()];
}

/** Moves that lead to a state still being walked from: those go back. */
function backwards(order: string[], edges: Edge[]): Set<Edge> {
  const out = new Set<Edge>();
  const mark = new Map<string, 'open' | 'closed'>();
  const walk = (state: string) => {
    mark.set(state, 'open');
    for (const e of edges.filter((x) => x.from === state && x.to !== state)) {
      if (mark.get(e.to) === 'open') out.add(e);
      else if (!mark.has(e.to)) walk(e.to);
    }
    mark.set(state, 'closed');
  };
  for (const state of order) if (!mark.has(state)) walk(state);
  return out;
}

function layersOf(order: string[], forward: Edge[]): Map<string, number> {
  const layer = new Map(order.map((s) => [s, 0]));
  for (let pass = 0; pass < order.length; pass++) {
    let moved = false;
    for (const e of forward) {
      const least = (layer.get(e.from) ?? 0) + 1;
      if ((layer.get(e.to) ?? 0) < least) {
        layer.set(e.to, least);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return layer;
}

/** Each layer is sorted by the mean place of its neighbours, a few times in both directions. */
function untangle(layers: Knot[][], links: [string, string][]): void {
  const place = new Map<string, number>();
  const note = () => layers.forEach((l) => l.forEach((k, i) => place.set(k.id, i - (l.length - 1) / 2)));
  note();
  const mean = (id: string, side: 0 | 1) => {
    const near = links.filter((l) => l[side] === id).map((l) => place.get(l[1 - side]) ?? 0);
    return near.length ? near.reduce((a, b) => a + b, 0) / near.length : (place.get(id) ?? 0);
  };
  for (let sweep = 0; sweep < 6; sweep++) {
    const down = sweep % 2 === 0;
    for (const l of down ? layers : [...layers].reverse()) {
      const key = new Map(l.map((k) => [k.id, mean(k.id, down ? 1 : 0)]));
      l.sort((a, b) => (key.get(a.id) ?? 0) - (key.get(b.id) ?? 0));
      note();
    }
  }
}

export function layOut(given: Given): Picture {
  const order = given.states.map((s) => s.state);
  const edges = edgesOf(given);
  const back = backwards(order, edges);
  const forward = edges.filter((e) => !back.has(e) && e.from !== e.to);
  const layer = layersOf(order, forward);
  const layers: Knot[][] = Array.from({ length: Math.max(...layer.values(), 0) + 1 }, () => []);
  const knots = new Map<string, Knot>();
  const add = (id: string, at: number, width: number, height: number) => {
    const knot = { id, layer: at, width, height, x: 0, y: 0 };
    knots.set(id, knot);
    layers[at].push(knot);
  };
  for (const s of given.states) add(s.state, layer.get(s.state) ?? 0, Math.max(64, textWidth(s.text, 14) + 30), HEIGHT);

  // A move over several layers is led through empty places, so that it crosses no state.
  const links: [string, string][] = [];
  const via = new Map<Edge, string[]>();
  for (const e of forward) {
    const first = layer.get(e.from) ?? 0;
    const last = layer.get(e.to) ?? 0;
    const chain = [e.from];
    for (let at = first + 1; at < last; at++) {
      const id = `${e.from}→${e.to}@${at}`;
      add(id, at, 0, 14);
      chain.push(id);
    }
    chain.push(e.to);
    via.set(e, chain);
    for (let i = 1; i < chain.length; i++) links.push([chain[i - 1], chain[i]]);
  }
  untangle(layers, links);

  // Room between two layers for the longest label that starts there.
  let x = 10;
  const tallest = Math.max(...layers.map((l) => l.reduce((n, k) => n + k.height + ROOM, -ROOM)));
  const top = 26;
  layers.forEach((l, at) => {
    const wide = Math.max(...l.map((k) => k.width), 0);
    let y = top + (tallest - l.reduce((n, k) => n + k.height + ROOM, -ROOM)) / 2;
    for (const k of l) {
      k.x = x + (wide - k.width) / 2;
      k.y = y;
      y += k.height + ROOM;
    }
    const labels = forward.filter((e) => (layer.get(e.from) ?? 0) === at).flatMap((e) => e.texts.map((s) => textWidth(s, 12)));
    x += wide + Math.max(54, Math.min(190, Math.max(0, ...labels) + 34));
  });

  const spots = given.states.map((s) => {
    const k = knots.get(s.state) as Knot;
    return { state: s.state, x: k.x, y: k.y, width: k.width, height: k.height };
  });
  const lines: Line[] = [];
  for (const e of forward) lines.push(forwardLine(e, (via.get(e) ?? []).map((id) => knots.get(id) as Knot)));
  let floor = top + tallest + 18;
  const returning = [...back].sort((a, b) => Math.abs((layer.get(a.from) ?? 0) - (layer.get(a.to) ?? 0)) - Math.abs((layer.get(b.from) ?? 0) - (layer.get(b.to) ?? 0)));
  // Down from beneath where nothing is in the way, else out at the side and down between the layers.
  const lowest = (k: Knot) => layers[k.layer][layers[k.layer].length - 1] === k;
  const r = 10;
  returning.forEach((e, i) => {
    const a = knots.get(e.from) as Knot;
    const b = knots.get(e.to) as Knot;
    const shift = (i % 3) * 7;
    const x1 = lowest(a) ? a.x + a.width / 2 - 8 - shift : a.x + a.width + r + shift;
    const x2 = lowest(b) ? b.x + b.width / 2 + 8 + shift : b.x - 2 * r - shift;
    const sign = x2 < x1 ? -1 : 1;
    const middle = (k: Knot) => k.y + k.height / 2 + 9;
    const start = lowest(a) ? `M${x1} ${a.y + a.height}` : `M${a.x + a.width} ${middle(a)}H${x1 - r}Q${x1} ${middle(a)} ${x1} ${middle(a) + r}`;
    const end = lowest(b) ? `V${b.y + b.height + 5}` : `V${middle(b) + r}Q${x2} ${middle(b)} ${x2 + r} ${middle(b)}H${b.x - 5}`;
    lines.push({
      from: e.from, to: e.to, moves: e.moves, back: true,
      path: `${start}V${floor - r}Q${x1} ${floor} ${x1 + sign * r} ${floor}H${x2 - sign * r}Q${x2} ${floor} ${x2} ${floor - r}${end}`,
      label: { x: (x1 + x2) / 2, y: floor },
    });
    floor += LANE + (e.moves.length - 1) * 15; // each move has its words on a line of its own
  });
  const width = Math.max(...spots.map((s) => s.x + s.width)) + 14;
  return { width, height: back.size ? floor - LANE + 18 : top + tallest + 12, spots, lines };
}

function forwardLine(e: Edge, chain: Knot[]): Line {
  const points = chain.map((k, i) => ({
    x: i === 0 ? k.x + k.width : i === chain.length - 1 ? k.x - 5 : k.x,
    y: k.y + k.height / 2,
  }));
  let path = `M${points[0].x} ${points[0].y}`;
  for (let i = 1; i < points.length; i++) {
    const half = (points[i].x - points[i - 1].x) / 2;
    path += `C${points[i - 1].x + half} ${points[i - 1].y} ${points[i].x - half} ${points[i].y} ${points[i].x} ${points[i].y}`;
  }
  const [a, b] = points;
  return { from: e.from, to: e.to, moves: e.moves, path, back: false, label: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 - (e.moves.length - 1) * 7 } };
}
