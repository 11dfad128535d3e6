// Shapes of districts from a GeoJSON file that somebody brings (an approved map stays a file of his
// own): drawn without projection beyond a stretch by latitude, which is enough for one city.

export interface Place {
  name: string;
  code: string;
  path: string;
  x: number;
  y: number;
}
export interface Drawn {
  width: number;
  height: number;
  places: Place[];
}

type Point = [number, number];
interface Feature {
  properties?: Record<string, unknown> | null;
  geometry?: { type?: string; coordinates?: unknown } | null;
}

function rings(geometry: Feature['geometry']): Point[][] {
  const c = geometry?.coordinates;
  if (geometry?.type === 'Polygon') return c as Point[][];
  if (geometry?.type === 'MultiPolygon') return (c as Point[][][]).flat();
  return [];
}
const good = (p: unknown): p is Point => Array.isArray(p) && p.length >= 2 && Number.isFinite(p[0]) && Number.isFinite(p[1]);

/** Null where it is no GeoJSON with areas. */
export function drawn(text: string, width = 900): Drawn | null {
  let root: { type?: string; features?: unknown };
  try {
    root = JSON.parse(text) as typeof root;
  } catch {
    return null;
  }
  if (root?.type !== 'FeatureCollection' || !Array.isArray(root.features)) return null;
  const areas = (root.features as Feature[]).map((f) => ({ f, rings: rings(f.geometry).map((r) => (Array.isArray(r) ? r.filter(good) : [])).filter((r) => r.length > 2) })).filter((a) => a.rings.length);
  const points = areas.flatMap((a) => a.rings.flat());
  if (!points.length) return null;
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const least = (n: number[]) => n.reduce((a, b) => Math.min(a, b));
  const most = (n: number[]) => n.reduce((a, b) => Math.max(a, b));
  const [west, east, south, north] = [least(xs), most(xs), least(ys), most(ys)];
  const stretch = Math.cos((((south + north) / 2) * Math.PI) / 180) || 1;
  const scale = width / Math.max(1e-9, (east - west) * stretch);
  const height = Math.max(1, (north - south) * scale);
  const at = ([x, y]: Point): Point => [(x - west) * stretch * scale, (north - y) * scale];
  return {
    width, height,
    places: areas.map(({ f, rings: all }) => {
      const shown = all.map((r) => r.map(at));
      const outer = shown.reduce((a, b) => (b.length > a.length ? b : a));
      const p = f.properties ?? {};
      return {
        name: String(p.name ?? p.NAME ?? ''),
        code: String(p.adcode ?? p.code ?? p.id ?? ''),
        path: shown.map((r) => `M${r.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`).join(''),
        x: outer.reduce((n, q) => n + q[0], 0) / outer.length,
        y: outer.reduce((n, q) => n + q[1], 0) / outer.length,
      };
    }),
  };
}
