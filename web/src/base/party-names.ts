// Facts name parties by id; people read names. A case page provides them.
import type { InjectionKey, Ref } from 'vue';

export const partyNames: InjectionKey<Ref<Map<string, string>>> = Symbol('party names');
