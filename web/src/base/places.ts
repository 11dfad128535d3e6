// What division codes are called; asked once.
import { ref } from 'vue';
import { api } from '../api';
import { say, type Label } from '../texts';

export const places = ref<{ code: string; name: Label; parent: string }[]>([]);
let asked = false;

export function wantPlaces(): void {
  if (asked) return;
  asked = true;
  void api.places().then((all) => (places.value = all)).catch(() => (asked = false));
}

/** The name, or the code itself while the names are not known. */
export function placeName(code: string | null | undefined): string {
  if (!code) return '';
  return say(places.value.find((p) => p.code === code)?.name) || code;
}
