// How many notices are unread: asked by the bell and told by whoever reads one.
import { ref } from 'vue';
import { api, type Notice } from '../api';
import { say, t } from '../texts';

export const unread = ref<Notice[]>([]);

export async function lookForNotices(): Promise<void> {
  try {
    unread.value = (await api.notices({ unseen: true })).rows;
  } catch {
    // The bell keeps what it knew; the page itself says when the server is gone.
  }
}

/** The read receipt of some, or of all. */
export async function markSeen(ids?: string[]): Promise<void> {
  await api.seen(ids ? { notice: ids } : { all: true });
  await lookForNotices();
}

function messageOf(both: string): string {
  const [zh, en] = both.split(' / ');
  return say({ zh, en: en ?? zh });
}

export function noticeWords(n: Notice): string {
  const what = say(n.what_label);
  // A message of a pack has both languages in it: Chinese / English.
  if (n.what === 'message' && n.message) return [what, messageOf(n.message), say(n.about)].filter(Boolean).join('：');
  if (n.what === 'stand_in') return `${what}　${t.notices.standIn(n.message)}`;
  return [what, say(n.about)].filter(Boolean).join('：') || n.message;
}
