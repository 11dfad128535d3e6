// Filters, order, page and columns live in the address, so that a view can be sent to a colleague.
import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router';

export function useUrl() {
  const route = useRoute();
  const router = useRouter();
  // Changes of one tick are gathered: two quick sets must not overwrite each other.
  let pending: LocationQueryRaw | null = null;

  function set(changes: Record<string, string | null>): void {
    if (!pending) {
      pending = { ...route.query };
      void Promise.resolve().then(() => {
        const query = pending ?? {};
        pending = null;
        void router.replace({ query, hash: route.hash });
      });
    }
    for (const [name, value] of Object.entries(changes)) {
      if (value) pending[name] = value;
      else delete pending[name];
    }
  }

  function text(name: string, otherwise = ''): WritableComputedRef<string> {
    return computed({
      get: () => String(route.query[name] ?? otherwise),
      set: (value) => set({ [name]: value === otherwise ? null : value, page: null }),
    });
  }
  return { set, text, route };
}
