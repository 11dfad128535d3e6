// Something read from the server: value, whether it is on its way, what went wrong. A later
// question cancels an earlier one, so that an old answer never overwrites a new one.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { Problem } from '../api';

export interface Resource<T> {
  value: ShallowRef<T | null>;
  loading: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  reload: () => Promise<void>;
}

export function useResource<T>(read: (signal: AbortSignal) => Promise<T>, on: () => unknown = () => 0): Resource<T> {
  const value = shallowRef<T | null>(null);
  const loading = shallowRef(true);
  const problem = shallowRef<Problem | null>(null);
  let running: AbortController | null = null;

  async function reload(): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    loading.value = true;
    try {
      const got = await read(mine.signal);
      if (mine.signal.aborted) return;
      value.value = got;
      problem.value = null;
    } catch (error) {
      if (mine.signal.aborted) return;
      problem.value = asProblem(error);
    } finally {
      if (running === mine) loading.value = false;
    }
  }

  watch(on, () => void reload(), { immediate: true });
  onScopeDispose(() => running?.abort());
  return { value, loading, problem, reload };
}

export interface Writing {
  busy: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  /** Does it and says whether it went well. */
  carry: (act: () => Promise<unknown>) => Promise<boolean>;
}

/** The twin of useResource for what is written: whether it is under way, and what went wrong.
 *  `after`: what is read anew once it went well. */
export function useWriting(after?: () => Promise<unknown>): Writing {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);
  async function carry(act: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    problem.value = null;
    try {
      await act();
      await after?.();
      return true;
    } catch (error) {
      problem.value = asProblem(error);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, carry };
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'web.defect', String(error));
}
