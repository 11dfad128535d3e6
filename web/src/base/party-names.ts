// Facts name parties by id; people read names. A case page provides them.
import type { InjectionKey, Ref } from 'vue';

/** The case that a page shows: its files are fetched under it. */
export const shownCase: InjectionKey<Ref<string>> = Symbol('shown case');
export const partyNames: InjectionKey<Ref<Map<string, string>>> = Symbol('party names');
