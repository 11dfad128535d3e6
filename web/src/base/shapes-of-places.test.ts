import { describe, expect, it } from 'vitest';
import { drawn } from './shapes-of-places';

const square = (x: number, y: number) => [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]];
const map = (features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });

describe('shapes of places', () => {
  it('draws polygons and multi-polygons with names and codes, north above', () => {
    const got = drawn(map([
      { type: 'Feature', properties: { name: '甲区', adcode: 990101 }, geometry: { type: 'Polygon', coordinates: square(0, 1) } },
      { type: 'Feature', properties: { name: '乙区' }, geometry: { type: 'MultiPolygon', coordinates: [square(0, 0), square(1, 0)] } },
    ]));
    expect(got?.places.map((p) => [p.name, p.code])).toEqual([['甲区', '990101'], ['乙区', '']]);
    expect(got!.places[0].y).toBeLessThan(got!.places[1].y);
    expect(got!.places[1].path.match(/M/g)).toHaveLength(2);
  });
  it('takes nothing else', () => {
    for (const text of ['', '{', '{}', '[]', 'null', map([]), map([{ geometry: { type: 'Point', coordinates: [1, 2] } }]), map([{ geometry: { type: 'Polygon', coordinates: [['x', 'y', 'z']] } }])]) expect(drawn(text)).toBeNull();
  });
});
