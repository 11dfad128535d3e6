// The server hints that a case changed; lists read again, at most every two seconds.
import { onScopeDispose } from 'vue';

type Hint = (changed: string) => void;
const listeners = new Set<Hint>();
const ofJobs = new Set<() => void>();
let source: EventSource | null = null;

function start(): void {
  if (source || typeof EventSource === 'undefined') return;
  source = new EventSource('/api/v1/events');
  source.addEventListener('change', (event) => {
    try {
      const { case: changed } = JSON.parse((event as MessageEvent<string>).data) as { case: string };
      for (const hear of listeners) hear(changed);
    } catch {
      // A hint that cannot be read is no hint.
    }
  });
  source.addEventListener('job', () => ofJobs.forEach((hear) => hear()));
  source.addEventListener('error', () => {
    if (source?.readyState === EventSource.CLOSED) source = null;
  });
}

/** Hears that long work of this account began, went on or ended. */
export function useJobHints(hear: () => void): void {
  ofJobs.add(hear);
  start();
  onScopeDispose(() => {
    ofJobs.delete(hear);
    closeUnheard();
  });
}

function closeUnheard(): void {
  if (listeners.size || ofJobs.size) return;
  source?.close();
  source = null;
}

export function useHints(hear: Hint): void {
  let waiting: ReturnType<typeof setTimeout> | null = null;
  const gathered: Hint = (changed) => {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = null;
      hear(changed);
    }, 2000);
  };
  listeners.add(gathered);
  start();
  onScopeDispose(() => {
    if (waiting) clearTimeout(waiting);
    listeners.delete(gathered);
    closeUnheard();
  });
}
