import { describe, expect, it } from 'vitest';
import { matching, occurring, ordered, type Column } from './table';

interface Row {
  name: string;
  level: number | null;
}
const rows: Row[] = [{ name: '门户网站', level: 3 }, { name: 'ＯＡ系统', level: null }, { name: '门禁系统', level: 2 }, { name: '系统10', level: 1 }, { name: '系统9', level: 1 }];
const columns: Column<Row>[] = [{ key: 'name', title: '名称', text: (r) => r.name }, { key: 'level', title: '等级', text: (r) => r.level }];
const names = (all: Row[]) => all.map((r) => r.name);

describe('a table', () => {
  it.each([
    ['门户', ['门户网站']],
    ['oa', ['ＯＡ系统']],
    ['门 系统', ['门禁系统']],
    ['', names(rows)],
    ['没有', []],
  ])('finds %j by parts of a text, of any width', (search, found) => {
    expect(names(matching(rows, (r) => r.name, search, [], {}))).toEqual(found);
  });

  it('narrows by a filter together with the search', () => {
    const filter = { key: 'level', title: '', of: (r: Row) => String(r.level ?? 0), options: [] };
    expect(names(matching(rows, (r) => r.name, '系统', [filter], { level: '1' }))).toEqual(['系统10', '系统9']);
  });

  it('narrows by a choice that covers several values', () => {
    const filter = { key: 'level', title: '', of: (r: Row) => String(r.level ?? 0), fits: (r: Row, choice: string) => (r.level ?? 0) >= parseInt(choice), options: [] };
    expect(names(matching(rows, (r) => r.name, '', [filter], { level: '2+' }))).toEqual(['门户网站', '门禁系统']);
  });

  it('sorts numbers in names as numbers, and what is empty last in both directions', () => {
    expect(names(ordered(rows.slice(3), columns, 'name'))).toEqual(['系统9', '系统10']);
    expect(ordered(rows, columns, 'level').map((r) => r.level)).toEqual([1, 1, 2, 3, null]);
    expect(ordered(rows, columns, '-level').map((r) => r.level)).toEqual([3, 2, 1, 1, null]);
  });

  it('leaves the order alone for a column it does not know', () => {
    expect(ordered(rows, columns, 'gone')).toBe(rows);
  });

  it('offers the values that occur, the most frequent first', () => {
    expect(occurring(rows, (r) => (r.level ? String(r.level) : null)).map((o) => o.value)).toEqual(['1', '3', '2']);
  });
});
