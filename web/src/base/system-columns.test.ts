import { describe, expect, it } from 'vitest';
import type { SystemRow } from '../api';
import { countedSystems, systemFilters } from './system-columns';
import { matching } from './table';

const rows = [0, 1, 2, 3, 4].flatMap((level) => ['', '99010100001-00001'].map((filing_no) => ({ system: `${level}${filing_no && '+'}`, level: level || null, filing_no: filing_no || null }) as SystemRow));

describe('the lists behind the counts of the overview', () => {
  it.each([
    ['filed', ['2+', '3+', '4+']],
    ['level3', ['3', '3+', '4', '4+']],
  ] as const)('%s', (key, found) => {
    const to = countedSystems[key] as { query: Record<string, string> };
    const chosen = Object.fromEntries(Object.entries(to.query).map(([name, value]) => [name.replace(/^f\./, ''), value]));
    const filters = systemFilters(rows);
    expect(matching(rows, (s) => s.system, '', filters, chosen).map((s) => s.system)).toEqual(found);
    for (const [name, value] of Object.entries(chosen)) expect(filters.find((f) => f.key === name)?.options.map((o) => o.value)).toContain(value);
  });

  it('a single level is that level alone', () => {
    expect(matching(rows, (s) => s.system, '', systemFilters(rows), { level: '3' }).map((s) => s.system)).toEqual(['3', '3+']);
  });
});
