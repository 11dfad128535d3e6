import { describe, expect, it } from 'vitest';
import type { Ask } from '../api';
import { bodyOf, empty, missing } from './asking';

const label = { zh: '', en: '' };
const ask = (fact: string, type: string, more: Partial<Ask> = {}): Ask => ({ fact, type, label, ...more });

describe('the form of a move', () => {
  it.each([[null, true], ['', true], [[], true], [[{}], true], [{ a: '' }, true], [0, false], [false, false], ['x', false], [{ upload: 'U1' }, false], [[{ text: '缺' }], false]])(
    'knows whether %j is empty',
    (value, is) => expect(empty(value)).toBe(is),
  );

  it('names what is required and not there', () => {
    const asks = [ask('a', 'text', { required: true }), ask('b', 'text'), ask('c', 'yes_no', { required: true })];
    expect(missing(asks, { c: false }).map((a) => a.fact)).toEqual(['a']);
  });

  it('makes sets of facts, attachments of files, lists of lines and rows', () => {
    const asks = [
      ask('level', 'integer'), ask('form', 'file'), ask('ticks', 'list'), ask('defects', 'list', { members: [ask('item', 'text')] }), ask('opinion', 'record', { members: [ask('agrees', 'yes_no')] }), ask('left', 'text'),
    ];
    expect(bodyOf(asks, { level: 3, form: { upload: 'U1', name: '表.pdf', size: 9 }, ticks: ' 甲 \n\n乙', defects: [{ item: '拓扑图' }, {}], opinion: { agrees: false }, left: '' })).toEqual({
      set: { level: 3, ticks: ['甲', '乙'], defects: [{ item: '拓扑图' }], opinion: { agrees: false } },
      attach: ['form=upload:U1'],
    });
  });
});
