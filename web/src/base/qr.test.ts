import { describe, expect, it } from 'vitest';
import { numberIn } from './qr';

describe('the number in a code', () => {
  for (const [text, number] of [
    ['dengbao:dengbao.local/H41NX7TXDZ/99010100013-24002', '99010100013-24002'],
    ['http://10.0.0.8/verify/99010100013-24002', '99010100013-24002'],
    ['https://example.org/verify/%E4%BA%91%E4%BF%A1%E5%87%BD%E3%80%942026%E3%80%951%E5%8F%B7?x=1', '云信函〔2026〕1号'],
    [' 99010100013-24002\n', '99010100013-24002'],
  ])
    it(JSON.stringify(text), () => expect(numberIn(text)).toBe(number));
});
