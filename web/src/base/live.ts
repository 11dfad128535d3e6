// The server hints that a case changed; lists read again, at most every two seconds.
import { onScopeDispose } from 'vue';

type Hint = (changed: string) => void;
const listeners = new Set<Hint>();
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
  source.addEventListener('error', () => {
    if (source?.readyState === EventSource.CLOSED) source = null;
  });
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
    if (listeners.size === 0) {
      source?.close();
      source = null;
    }
  });
}
