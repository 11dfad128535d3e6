// Which heading is which field, as the server reads it: lines of YAML whose keys are quoted texts.
import type { ImportColumn, ImportSheet } from '../api';

export type Chosen = Record<string, string>; // by place "sheet!column": a field, or "ignore"

export const placeOf = (sheet: ImportSheet, column: ImportColumn) => `${sheet.sheet}!${column.column}`;

/** The heading by itself, or with the one above it where it occurs twice on its sheet. */
export function headingKey(sheet: ImportSheet, column: ImportColumn): string {
  const plain = (text: string) => text.replace(/\s+/g, '');
  const twice = sheet.columns.filter((c) => plain(c.heading) === plain(column.heading)).length > 1;
  return plain(twice ? column.group + column.heading : column.heading);
}

/** Only what differs from what the server took it for; empty where nothing does. */
export function mapText(sheets: ImportSheet[], chosen: Chosen): string {
  const lines = new Map<string, string>();
  for (const sheet of sheets)
    for (const column of sheet.columns) {
      const field = chosen[placeOf(sheet, column)];
      if (field === undefined || field === (column.field ?? 'ignore')) continue;
      lines.set(headingKey(sheet, column), field);
    }
  return [...lines].map(([key, field]) => `${JSON.stringify(key)}: ${field}\n`).join('');
}

/** Fields that two columns of one sheet claim. */
export function claimedTwice(sheet: ImportSheet, chosen: Chosen): string[] {
  const seen = new Set<string>();
  const out = new Set<string>();
  for (const column of sheet.columns) {
    const field = chosen[placeOf(sheet, column)] ?? column.field ?? 'ignore';
    if (field === 'ignore') continue;
    if (seen.has(field)) out.add(field);
    seen.add(field);
  }
  return [...out];
}
