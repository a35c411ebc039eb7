import type { Database } from '../db/client.ts';
import type { Sweep } from './sweep.ts';

const everyMs = 60 * 60 * 1000;
/** A start has better things to do. */
const firstAfterMs = 5 * 60 * 1000;

/** The embedded database keeps the place of every changed row until somebody clears it away: once an hour. */
export const vacuumSweep: Sweep<{ readonly database: Database }> = {
  name: 'vacuum',
  everyMs,
  firstAfterMs,
  sweep: ({ database }) => database.vacuum(),
};
