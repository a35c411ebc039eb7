/** The id of a row is made within moments of its time, so the time itself has to be compared as well. */
const SLACK_MS = 60_000;

/** No row that was made at this time or later has a lower id. */
export const lowestIdOf = (time: Date): string => idAt(time.getTime() - SLACK_MS);

/** No row that was made before this time has this id or a higher one. */
export const highestIdOf = (time: Date): string => idAt(time.getTime() + SLACK_MS);

/** A uuid v7 begins with 48 bits of milliseconds (RFC 9562, section 5.7): the least one of a moment. */
const idAt = (ms: number): string => {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0').slice(0, 12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

/** When a row was made, as its id says. */
export const timeOfId = (id: string): Date => new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
