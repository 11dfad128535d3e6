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
