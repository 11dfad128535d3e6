// The columns of a system, shared by the list of all and the list of one organisation.
import type { RouteLocationRaw } from 'vue-router';
import type { SystemRow } from '../api';
import { t } from '../texts';
import { placeName } from './places';
import { occurring, type Column, type Filter } from './table';
import { gradeCode, levelName } from './words';

export function systemColumns(): Column<SystemRow>[] {
  const yesNo = (v: boolean | null) => (v === null ? null : v ? t.app.yes : t.app.no);
  return [
    { key: 'system', title: t.systems.name, text: (s) => s.system, always: true },
    { key: 'unit', title: t.systems.unit, text: (s) => s.unit },
    { key: 'type', title: t.systems.type, text: (s) => s.object_type },
    { key: 'level', title: t.systems.level, text: (s) => levelName(s.level), sort: (s) => s.level, width: '120px' },
    { key: 'grade', title: t.systems.grade, text: (s) => gradeCode(s.s, s.a), hidden: true },
    { key: 'filing_no', title: t.systems.filingNo, text: (s) => s.filing_no },
    { key: 'last', title: t.systems.lastAssess, text: (s) => s.last_assess_date, width: '110px' },
    { key: 'score', title: t.systems.score, text: (s) => s.score, right: true, width: '90px' },
    { key: 'status', title: t.systems.status, text: (s) => s.status, width: '80px' },
    { key: 'place', title: t.orgs.place, text: (s) => placeName(s.place) || null, hidden: true },
    { key: 'scope', title: t.systems.scope, text: (s) => s.scope, hidden: true },
    { key: 'filing_date', title: t.systems.filingDate, text: (s) => s.filing_date, hidden: true },
    { key: 'online', title: t.systems.online, text: (s) => s.online_date, hidden: true },
    { key: 'cloud', title: t.systems.onCloud, text: (s) => yesNo(s.on_cloud), hidden: true },
    { key: 'assessor', title: t.systems.assessor, text: (s) => s.assessor, hidden: true },
    { key: 'code', title: t.systems.creditCode, text: (s) => s.credit_code, hidden: true },
    { key: 'contact', title: t.systems.contact, text: (s) => s.contact, hidden: true },
    { key: 'phone', title: t.systems.phone, text: (s) => s.phone, hidden: true },
  ];
}

/** A level, or "3+": this one and every higher. */
const levelFits = (level: number | null, choice: string) => (choice.endsWith('+') ? (level ?? 0) >= Number(choice.slice(0, -1)) : (level ?? 0) === Number(choice));
export const levelFrom = (level: number) => `${level}+`;

/** The lists behind the counts of the overview, where systems are to be filed from level 2. */
export const countedSystems: Record<'filed' | 'level3', RouteLocationRaw> = {
  filed: { path: '/systems', query: { 'f.filed': 'yes', 'f.level': levelFrom(2) } },
  level3: { path: '/systems', query: { 'f.level': levelFrom(3) } },
};

export function systemFilters(rows: SystemRow[]): Filter<SystemRow>[] {
  const level = (s: SystemRow) => String(s.level ?? 0);
  const filed = (s: SystemRow) => (s.filing_no ? 'yes' : 'no');
  const place = (s: SystemRow) => s.place ?? '-';
  return [
    {
      key: 'level', title: t.systems.level, of: level, fits: (s, choice) => levelFits(s.level, choice),
      options: [
        ...occurring(rows, level, (v) => levelName(Number(v))).sort((x, y) => x.value.localeCompare(y.value)),
        ...[2, 3].map((n) => ({ value: levelFrom(n), title: t.systems.levelFrom(levelName(n)) })),
      ],
    },
    { key: 'filed', title: t.systems.filing, of: filed, options: [{ value: 'yes', title: t.systems.filed }, { value: 'no', title: t.systems.notFiled }] },
    { key: 'place', title: t.orgs.place, of: place, options: occurring(rows, place, (v) => (v === '-' ? t.stats.noPlace : placeName(v))) },
    { key: 'type', title: t.systems.type, of: (s) => s.object_type ?? '', options: occurring(rows, (s) => s.object_type) },
    { key: 'status', title: t.systems.status, of: (s) => s.status ?? '', options: occurring(rows, (s) => s.status) },
  ];
}
