// A choice that this browser keeps; where nothing may be kept it holds for the page.
import { ref, watch, type Ref } from 'vue';

export function useRemembered(key: string, otherwise: boolean): Ref<boolean> {
  const value = ref(otherwise);
  try {
    const kept = localStorage.getItem(key);
    if (kept) value.value = kept === 'yes';
  } catch {
    // Storage may be forbidden.
  }
  watch(value, (now) => {
    try {
      localStorage.setItem(key, now ? 'yes' : 'no');
    } catch {
      // Not kept then.
    }
  });
  return value;
}

/** Texts of one's own that this browser keeps, the newest first, at most so many. */
export function useKept(key: string, most: number): { list: Ref<string[]>; add: (text: string) => void } {
  const list = ref<string[]>([]);
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (Array.isArray(kept)) list.value = kept.map(String);
  } catch {
    // Nothing kept, or nothing that can be read.
  }
  function add(text: string): void {
    list.value = [text, ...list.value.filter((x) => x !== text)].slice(0, most);
    try {
      localStorage.setItem(key, JSON.stringify(list.value));
    } catch {
      // Not kept then.
    }
  }
  return { list, add };
}
