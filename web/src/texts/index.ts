// The words of the workbench, in the language of the person: `t.todo.title`, `t.todo.count(3)`.
import { ref } from 'vue';
import { en } from './en';
import { zhCN, type Texts } from './zh-CN';

export type Language = 'zh-CN' | 'en';
const all: Record<Language, Texts> = { 'zh-CN': zhCN, en };
const remembered = 'dengbao.language';

function first(): Language {
  try {
    return localStorage.getItem(remembered) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN'; // storage may be forbidden; Chinese is the source language
  }
}

export const language = ref<Language>(first());

export function speak(next: Language): void {
  language.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(remembered, next);
  } catch {
    // Not remembered then; the page still speaks it.
  }
}

/** Reading a member inside a render follows the language. */
export const t: Texts = new Proxy({} as Texts, {
  get: (_, part: string) => all[language.value][part as keyof Texts],
});

export interface Label {
  zh: string;
  en: string;
}

/** A label of a pack in the language of the person; the other language where one is missing. */
export function say(label: Label | string | null | undefined): string {
  if (!label) return '';
  if (typeof label === 'string') return label;
  return language.value === 'en' ? label.en || label.zh : label.zh || label.en;
}
