// Whether somebody sits at the page. A session ends when nobody acts; what the page asks by itself
// (the bell, a list that follows the server) must not keep it awake, and says so with each request.
import { ref } from 'vue';

const pause = 60_000;
const kept = 'dengbao.acted';
let touched = Date.now();
let watching = false;

/** When this browser last acted, in any of its windows. */
export const acted = ref(Date.now());

const touch = () => (touched = Date.now());
/** Once, when the page begins. */
export function listen(): void {
  for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart']) window.addEventListener(sign, touch, { capture: true, passive: true });
  window.addEventListener('storage', (event) => {
    if (event.key === kept && Number(event.newValue) > acted.value) acted.value = Number(event.newValue);
  });
}

/** A wall is there to be looked at: nobody touches it, and it stays. */
export function watch(on: boolean): void {
  watching = on;
}

export const attended = (): boolean => watching || Date.now() - touched < pause;

/** Called with each request that somebody made. */
export function noteAct(): void {
  const now = Date.now();
  if (now - acted.value < 1000) return;
  acted.value = now;
  try {
    localStorage.setItem(kept, String(now));
  } catch {
    // Other windows then warn for themselves.
  }
}

/** Milliseconds until the server ends a session in which nobody acts; it writes acts down by the minute. */
export function left(idleMinutes: number, now: number): number {
  return acted.value + idleMinutes * 60_000 - pause - now;
}
