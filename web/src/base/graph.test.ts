import { describe, expect, it } from 'vitest';
import { layOut, type Given, type Picture } from './graph';

const filing: Given = {
  states: ['collecting', 'under_review', 'returned', 'expert_review', 'filed'].map((state) => ({ state, text: '审查中' })),
  moves: [
    { move: 'deliver', text: '报送', from: ['collecting', 'returned'], to: ['under_review'] },
    { move: 'accept', text: '接受备案', from: ['under_review'], to: ['filed'] },
    { move: 'return', text: '退回补正', from: ['under_review'], to: ['returned'] },
    { move: 'refer', text: '提请再评审', from: ['under_review'], to: ['expert_review'] },
    { move: 'opinion', text: '意见到达', from: ['expert_review'], to: ['under_review', 'returned'] },
    { move: 'note', text: '备注', from: ['under_review'], to: [] },
  ],
};
const spot = (p: Picture, state: string) => p.spots.find((s) => s.state === state)!;

describe('the picture of a procedure', () => {
  const picture = layOut(filing);

  it('shows every state once and inside the picture', () => {
    expect(picture.spots.map((s) => s.state).sort()).toEqual(filing.states.map((s) => s.state).sort());
    for (const s of picture.spots) {
      expect(s.x).toBeGreaterThanOrEqual(0);
      expect(s.x + s.width).toBeLessThanOrEqual(picture.width);
      expect(s.y + s.height).toBeLessThanOrEqual(picture.height);
    }
  });

  it('goes from left to right', () => {
    expect(spot(picture, 'collecting').x).toBeLessThan(spot(picture, 'under_review').x);
    expect(spot(picture, 'under_review').x).toBeLessThan(spot(picture, 'filed').x);
  });

  it('lets no two states overlap', () => {
    for (const a of picture.spots)
      for (const b of picture.spots)
        if (a.state < b.state)
          expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
  });

  it('draws a move that returns beneath, and one line for each pair of states', () => {
    const back = picture.lines.filter((l) => l.back).map((l) => `${l.from} ${l.to}`);
    expect(back.sort()).toEqual(['expert_review under_review', 'returned under_review']);
    expect(picture.lines).toHaveLength(7);
  });

  it('leaves room for the words of several moves between lines that go back', () => {
    const many = layOut({
      states: ['a', 'b', 'c'].map((state) => ({ state, text: state })),
      moves: [
        { move: 'on', text: 'on', from: ['a'], to: ['b'] }, { move: 'further', text: 'further', from: ['b'], to: ['c'] },
        { move: 'back1', text: 'x', from: ['b'], to: ['a'] }, { move: 'back2', text: 'y', from: ['b'], to: ['a'] }, { move: 'home', text: 'z', from: ['c'], to: ['a'] },
      ],
    });
    const [first, second] = many.lines.filter((l) => l.back).sort((p, q) => p.label.y - q.label.y);
    expect(first.moves).toHaveLength(2);
    expect(second.label.y - (first.label.y + 15)).toBeGreaterThanOrEqual(15);
    expect(many.height).toBeGreaterThan(second.label.y);
  });

  it('is the same every time', () => {
    expect(layOut(filing)).toEqual(picture);
  });

  it('stands one state alone, and states that nothing leads to', () => {
    const alone = layOut({ states: [{ state: 'a', text: '甲' }, { state: 'b', text: '乙' }], moves: [] });
    expect(alone.spots).toHaveLength(2);
    expect(alone.lines).toEqual([]);
  });
});
