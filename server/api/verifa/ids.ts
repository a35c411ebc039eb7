/** Ids as the vendor writes them: a prefix for the noun, and the uuid without its dashes. */
export type IdPrefix = 'ses' | 'wfl';

export const toVerifaId = (prefix: IdPrefix, id: string): string => `${prefix}_${id.replaceAll('-', '')}`;

const pattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** The uuid behind an id, written with dashes or without; null where no object can have the id. */
export const fromVerifaId = (prefix: IdPrefix, text: string): string | null => {
  if (!text.startsWith(`${prefix}_`)) return null;
  const parts = pattern.exec(text.slice(prefix.length + 1));
  return parts === null ? null : parts.slice(1).join('-').toLowerCase();
};

/** A run has no id of its own: it is named by its session and its number. */
export const toRunId = (sessionId: string, run: number): string => `wfr_${sessionId.replaceAll('-', '')}_${run}`;
