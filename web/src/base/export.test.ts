import { describe, expect, it } from 'vitest';
import { crc32, csv, neutral, xlsx, zip } from './export';

describe('an export', () => {
  it.each(['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])('makes no formula of %j', (text) => {
    expect(neutral(text)).toBe(`'${text}`);
  });
  it.each(['门户网站', '1-2', '2026-11-22', ''])('leaves %j as it is', (text) => {
    expect(neutral(text)).toBe(text);
  });

  it('writes CSV that Excel reads as UTF-8', async () => {
    const bytes = new Uint8Array(await csv(['名称', '说明'], [['甲,乙', '他说“好”"'], [null, -3]]).arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes.slice(3))).toBe('名称,说明\r\n"甲,乙","他说“好”"""\r\n,-3\r\n');
  });

  it('knows the check value of CRC-32', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });

  it('writes an archive whose directory points at its entries', () => {
    const bytes = zip({ 'a.txt': '甲', 'b/c.txt': 'x' });
    const view = new DataView(bytes.buffer);
    const end = bytes.length - 22;
    expect(view.getUint32(end, true)).toBe(0x06054b50);
    expect(view.getUint16(end + 10, true)).toBe(2);
    const directory = view.getUint32(end + 16, true);
    expect(view.getUint32(directory, true)).toBe(0x02014b50);
    expect(view.getUint32(view.getUint32(directory + 42, true), true)).toBe(0x04034b50);
  });

  it('writes a workbook without formulas and with numbers as numbers', async () => {
    const text = await xlsx('台账', ['名称', '得分'], [['=cmd', 91.5], ['<甲>&', null]]).text();
    expect(text).toContain(`'=cmd`);
    expect(text).toContain('<v>91.5</v>');
    expect(text).toContain('&lt;甲&gt;&amp;');
    expect(text).not.toContain('<f>');
  });
});
