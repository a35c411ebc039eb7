import type { ZoneFormat } from '../../core/document/zone-format.ts';

/** One picture to read, with what is printed in it. */
export interface Specimen {
  name: string;
  condition: string;
  format: ZoneFormat;
  lines: string[];
  bytes: Buffer;
  damage?: Damaged;
}

/** The character that was damaged. */
export interface Damaged {
  line: number;
  column: number;
  /** How much what is left differs from a clean print of a letter in the same place, as a share of a letter's ink. */
  differenceFrom(letter: string): Promise<number>;
}

export const pageWidthPx = 1400;

/** Passports, cards of both sizes, and every tenth a visa. */
export function formatOf(index: number): ZoneFormat {
  if (index % 10 === 9) return index % 20 === 9 ? 'MRV-A' : 'MRV-B';
  return (['TD3', 'TD2', 'TD1'] as const)[index % 3] ?? 'TD3';
}
