// Who is signed in. The server decides everything; this only remembers its answer for the page.
import { ref } from 'vue';
import { api, Problem, type Session } from '../api';

export const session = ref<Session | null>(null);
let asked = false;

export async function knownSession(): Promise<Session | null> {
  if (asked) return session.value;
  try {
    session.value = await api.session();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    session.value = null;
  }
  asked = true;
  return session.value;
}

export async function signIn(name: string, password: string, otp?: string): Promise<void> {
  session.value = await api.signIn(name, password, otp);
  asked = true;
}

/** Asks the server anew: somebody may have bound the account meanwhile. */
export async function lookAgain(): Promise<Session | null> {
  asked = false;
  return knownSession();
}

/** The server answered with a session: after a first password, a second factor. */
export function signedIn(now: Session): void {
  session.value = now;
  asked = true;
}

/** The day of the installation: today, or that of a simulated clock. */
export function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, '0');
  return session.value?.today ?? `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    forget();
  }
}

export function forget(): void {
  session.value = null;
  asked = true;
}
