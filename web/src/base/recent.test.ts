import { beforeEach, describe, expect, it, vi } from 'vitest';
import { noteOpened, openedBy, recent } from './recent';

const held = new Map<string, string>();
beforeEach(() => {
  held.clear();
  vi.stubGlobal('localStorage', { getItem: (k: string) => held.get(k) ?? null, setItem: (k: string, v: string) => held.set(k, v) });
});

describe('what was opened last', () => {
  it('is a case, a system or an organisation, not a list', () => {
    expect(openedBy('/case/01A')).toEqual({ kind: 'case', id: '01A', to: '/case/01A' });
    expect(openedBy('/review/01A')?.kind).toBe('case');
    expect(openedBy('/system/x')?.kind).toBe('system');
    expect(openedBy('/cases')).toBeNull();
    expect(openedBy('/law/pack/cn-mlps')).toBeNull();
  });

  it('comes newest first, each once, ten at most, and by account', () => {
    for (let i = 0; i < 12; ++i) noteOpened('a', `/system/${i}`);
    noteOpened('a', '/case/7');
    noteOpened('a', '/review/7');
    noteOpened('a', '/systems');
    expect(recent('a').map((o) => o.to)).toEqual(['/review/7', ...[11, 10, 9, 8, 7, 6, 5, 4, 3].map((i) => `/system/${i}`)]);
    expect(recent('b')).toEqual([]);
  });

  it('keeps no names: addresses only', () => {
    noteOpened('a', '/org/u1');
    expect([...held.values()]).toEqual(['["/org/u1"]']);
  });

  it('is nothing where what was kept cannot be read', () => {
    held.set('dengbao.recent.a', '{');
    expect(recent('a')).toEqual([]);
  });
});
