import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { zhCN } from './zh-CN';

type Leaf = { key: string; value: unknown };
function leaves(value: unknown, key = ''): Leaf[] {
  if (value && typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value).flatMap(([k, v]) => leaves(v, key ? `${key}.${k}` : k));
  return [{ key, value }];
}
const spoken = ({ value }: Leaf): string[] => {
  if (typeof value === 'function') return [String((value as (...a: string[]) => string)('3', '4', '5'))];
  return Array.isArray(value) ? value.map(String) : [String(value)];
};

describe('the words of the workbench', () => {
  it('have the same keys in both languages', () => {
    expect(leaves(en).map((l) => l.key).sort()).toEqual(leaves(zhCN).map((l) => l.key).sort());
  });

  it('are of the same kind in both languages', () => {
    const kinds = (all: Leaf[]) => Object.fromEntries(all.map((l) => [l.key, Array.isArray(l.value) ? l.value.length : typeof l.value]));
    expect(kinds(leaves(en))).toEqual(kinds(leaves(zhCN)));
  });

  it('are Chinese in Chinese: Latin letters only where the thing itself is so called', () => {
    const named = /Ctrl K|English|PDF|docx|Word|Excel|CSV|xlsx|MiB|S1-07|gbt-22240-2020|X2|\bcsv\b/g;
    const wrong = leaves(zhCN).flatMap((l) => spoken(l).map((s) => `${l.key}: ${s.replace(named, '')}`)).filter((s) => /[A-Za-z]/.test(s.slice(s.indexOf(':'))));
    expect(wrong).toEqual([]);
  });

  it('are not Chinese in English', () => {
    const wrong = leaves(en).filter((l) => l.key !== 'app.otherLanguage' && spoken(l).some((s) => /[\u4e00-\u9fff]/.test(s)));
    expect(wrong).toEqual([]);
  });

  it('use Chinese punctuation: no half-width comma or full stop after a Chinese character', () => {
    const wrong = leaves(zhCN).filter((l) => spoken(l).some((s) => /[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(?!\w)/.test(s)));
    expect(wrong).toEqual([]);
  });
});

describe('the templates', () => {
  const files = ['pages', 'parts', 'shell'].flatMap((d) => readdirSync(`src/${d}`).filter((f) => f.endsWith('.vue')).map((f) => `src/${d}/${f}`));

  it('hold no words of their own', () => {
    const wrong = files.flatMap((f) => {
      const template = /<template>([\s\S]*)<\/template>/.exec(readFileSync(f, 'utf8'))?.[1] ?? '';
      const text = template.replace(/<!--[\s\S]*?-->/g, '').replace(/\{\{[\s\S]*?\}\}/g, '').replace(/<(?:"[^"]*"|'[^']*'|[^>"'])*>/g, '\n');
      return /[\u4e00-\u9fff]{2,}|[A-Za-z]{3,}/.test(text) ? [`${f}: ${/[\u4e00-\u9fff]{2,}|[A-Za-z]{3,}/.exec(text)?.[0]}`] : [];
    });
    expect(wrong).toEqual([]);
  });
});
