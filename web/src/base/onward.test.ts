import { expect, test } from 'vitest';
import { onwardOf } from './onward';

test.each([
  ['/systems?f.level=3#x', '/systems?f.level=3#x'],
  ['/', '/'],
  ['//example.org/', '/'],
  ['/\\example.org', '/'],
  ['/a\\..\\b', '/'],
  ['/\t/example.org', '/'],
  ['https://example.org/', '/'],
  ['javascript:alert(1)', '/'],
  ['', '/'],
  [undefined, '/'],
  [['/a', '/b'], '/'],
])('%s leads to %s', (given, wanted) => {
  expect(onwardOf(given)).toBe(wanted);
});
