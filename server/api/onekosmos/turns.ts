import { LRUCache } from 'lru-cache';
import type { DomainContext } from '../../domain/context.ts';
import { type DomainError, domainError } from '../../errors.ts';

/** Beyond so many keys at a time the one seen longest ago starts anew, so that strangers cannot fill the memory. */
const MOST_KEYS = 100_000;

type Counting = Pick<DomainContext, 'database'>;

/** What keys, such as addresses, may do within a time that begins with the first time. Each process counts for itself. */
export interface Turns {
  /** Takes a turn; false where none was left. */
  take(context: Counting, key: string): boolean;
  /** Whether one is left, without taking it. */
  isLeft(context: Counting, key: string): boolean;
}

export const turnsWithin = (most: number, windowMs: number): Turns => {
  /** One count for each database, so that a process which opens two never mixes them. */
  const counts = new WeakMap<DomainContext['database'], LRUCache<string, number>>();
  const countsOf = (database: DomainContext['database']): LRUCache<string, number> => {
    const known = counts.get(database);
    if (known !== undefined) return known;
    const made = new LRUCache<string, number>({ max: MOST_KEYS, ttl: windowMs, noUpdateTTL: true });
    counts.set(database, made);
    return made;
  };
  return {
    take: ({ database }, key) => {
      const count = (countsOf(database).get(key) ?? 0) + 1;
      countsOf(database).set(key, count);
      return count <= most;
    },
    isLeft: ({ database }, key) => (countsOf(database).get(key) ?? 0) < most,
  };
};

export const tooOften = (what: string): DomainError => domainError('rate_limited', `${what} Try again later.`);
