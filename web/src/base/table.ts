// What a table shows: columns, filters, order. Plain functions, so that they can be tested.
export type Cell = string | number | boolean | null | undefined;

export interface Column<Row> {
  key: string;
  title: string;
  text: (row: Row) => Cell;
  /** What the column is sorted by; its text where not given; false: not sortable. */
  sort?: ((row: Row) => Cell) | false;
  /** Shown only when chosen. */
  hidden?: boolean;
  /** Cannot be left out. */
  always?: boolean;
  width?: string;
  right?: boolean;
}

export interface Filter<Row> {
  key: string;
  title: string;
  of: (row: Row) => string;
  /** Where one choice covers several values; else `of` must be the choice itself. */
  fits?: (row: Row, choice: string) => boolean;
  options: { value: string; title: string }[];
}

export function matching<Row>(rows: Row[], text: (row: Row) => string, search: string, filters: Filter<Row>[], chosen: Record<string, string>): Row[] {
  const words = search.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const active = filters.filter((f) => chosen[f.key]);
  if (words.length === 0 && active.length === 0) return rows;
  return rows.filter((row) => {
    for (const f of active) if (!(f.fits ? f.fits(row, chosen[f.key]) : f.of(row) === chosen[f.key])) return false;
    if (words.length === 0) return true;
    const hay = text(row).normalize('NFKC').toLowerCase();
    return words.every((w) => hay.includes(w));
  });
}

const collator = new Intl.Collator('zh-CN', { numeric: true });

/** Empty cells last in both directions: they say nothing about the order. */
export function ordered<Row>(rows: Row[], columns: Column<Row>[], sort: string): Row[] {
  const down = sort.startsWith('-');
  const column = columns.find((c) => c.key === sort.replace(/^-/, ''));
  if (!column || column.sort === false) return rows;
  const of = column.sort || column.text;
  const empty = (v: Cell) => v === null || v === undefined || v === '';
  return rows
    .map((row) => ({ row, value: of(row) }))
    .sort((x, y) => {
      if (empty(x.value) || empty(y.value)) return Number(empty(x.value)) - Number(empty(y.value));
      const order =
        typeof x.value === 'number' && typeof y.value === 'number'
          ? x.value - y.value
          : collator.compare(String(x.value), String(y.value));
      return down ? -order : order;
    })
    .map((x) => x.row);
}

/** The values that occur, as choices of a filter, the most frequent first. */
export function occurring<Row>(rows: Row[], of: (row: Row) => string | null | undefined, title: (value: string) => string = (v) => v): { value: string; title: string }[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = of(row);
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((x, y) => y[1] - x[1]).map(([value]) => ({ value, title: title(value) }));
}
