import { describe, expect, it } from 'vitest';
import { parameterValue, parameterWords } from './words';

describe('a value of a parameter', () => {
  it.each([
    ['P10WD', '10 个工作日'],
    ['2 , 3 P1Y, 4 P6M, 5 ', '三级 1 年、四级 6 个月'],
    ['2', '2'],
    ['2025-01-01', '2025-01-01'],
    ['rar; zip', 'rar; zip'],
  ])('reads %j as %j', (value, words) => {
    expect(parameterValue(value)).toBe(words);
  });

  it('stands beside what it means, and a word of the program gives way to it', () => {
    expect(parameterWords('P1Y', '指南：与测评报告同期')).toEqual({ value: '1 年', meaning: '指南：与测评报告同期' });
    expect(parameterWords('on-change', '仅重大变化')).toEqual({ value: '仅重大变化', meaning: '' });
    expect(parameterWords('on-change', '')).toEqual({ value: 'on-change', meaning: '' });
  });
});
