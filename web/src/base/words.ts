// Dates, levels, durations and files as people write them.
import { language, t } from '../texts';

export function prose(day: string | null | undefined): string {
  const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(day ?? '');
  if (!m) return day ?? '';
  if (language.value === 'en') return `${Number(m[3])} ${t.words.months[Number(m[2]) - 1]} ${m[1]}`;
  return `${m[1]}年${Number(m[2])}月${Number(m[3])}日`;
}

/** An instant as day and minute of the reader's clock. */
export function minute(at: string | null | undefined): string {
  if (!at) return '';
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function levelName(level: number | null | undefined): string {
  return level ? t.words.levels[level] ?? String(level) : t.words.ungraded;
}

export function gradeCode(s: number | null | undefined, a: number | null | undefined): string {
  return s && a ? `S${s}A${a}G${Math.max(s, a)}` : '';
}

/** A budget of the law such as P10WD, P30D, P1M, PT2H in words. */
export function duration(value: string): string {
  const m = /^P(T)?(\d+)(WD|D|W|M|Y|H|S)$/.exec(value);
  if (!m) return value;
  const n = Number(m[2]);
  if (m[1]) return m[3] === 'M' ? t.words.minutes(n) : t.words.hours(n);
  switch (m[3]) {
    case 'WD':
      return t.words.workingDays(n);
    case 'W':
      return t.words.weeks(n);
    case 'M':
      return t.words.monthsLong(n);
    case 'Y':
      return t.words.years(n);
    default:
      return t.words.days(n);
  }
}

/** A value of a parameter: a budget, one for each level (“2 , 3 P1Y, 4 P6M”), else as the pack writes it. */
export function parameterValue(value: string): string {
  const byLevel = value.split(', ').map((one) => /^([1-5]) (P\w+)?$/.exec(one));
  if (byLevel.some((m) => !m)) return duration(value);
  return byLevel.flatMap((m) => (m?.[2] ? [t.words.ofLevel(levelName(Number(m[1])), duration(m[2]))] : [])).join(t.words.comma);
}

/** What it means beside it; a word that only the program reads gives way to its meaning. */
export function parameterWords(value: string, meaning: string): { value: string; meaning: string } {
  return meaning && /^[a-z]+([-_][a-z]+)*$/.test(value) ? { value: meaning, meaning: '' } : { value: parameterValue(value), meaning };
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** Who acted: the program by itself, somebody at the machine, or an account. */
export function actorName(account: string): string {
  if (!account || account === 'system') return t.case.system;
  return account.startsWith('local:') ? t.case.local : account;
}

/** A title of a document in one line: a template breaks it, and sets Chinese characters apart. */
export function oneLine(title: string): string {
  return title.replace(/\s*\n\s*/g, '').replace(/([\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])/g, '$1');
}
