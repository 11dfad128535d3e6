import { describe, expect, it } from 'vitest';
import type { ImportSheet } from '../api';
import { claimedTwice, headingKey, mapText } from './mapping';

const column = (c: string, heading: string, field: string | null, group = '') => ({ column: c, heading, group, field, sure: 'exact' as const, samples: [] });
const sheet: ImportSheet = {
  sheet: '台账', row: 3, recognised: true,
  columns: [column('A', '名称', 'unit', '单位信息'), column('B', '名称', 'system', '系统信息'), column('C', '安全保护\n等级', 'level'), column('D', '旧"编号', null)],
};

describe('a mapping of headings', () => {
  it('says nothing where nothing was changed', () => {
    expect(mapText([sheet], {})).toBe('');
    expect(mapText([sheet], { '台账!C': 'level', '台账!D': 'ignore' })).toBe('');
  });
  it('names headings without white space, quotes escaped', () => {
    expect(mapText([sheet], { '台账!C': 'ignore', '台账!D': 'filing_no' })).toBe('"安全保护等级": ignore\n"旧\\"编号": filing_no\n');
  });
  it('takes the heading above where one alone occurs twice', () => {
    expect(headingKey(sheet, sheet.columns[1])).toBe('系统信息名称');
    expect(headingKey(sheet, sheet.columns[2])).toBe('安全保护等级');
  });
  it('knows a field that two columns claim', () => {
    expect(claimedTwice(sheet, {})).toEqual([]);
    expect(claimedTwice(sheet, { '台账!D': 'system' })).toEqual(['system']);
  });
});
