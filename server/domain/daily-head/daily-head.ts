import type { Environment } from '../../db/scope.ts';
import { chainHash } from '../chain.ts';

/** A UTC day as `2026-11-20`. */
export type Day = string;

/** Where a session's log stood at the end of a day: its last event of that day. */
export interface Leaf {
  readonly sessionId: string;
  readonly number: number;
  readonly hash: Uint8Array;
}

/**
 * The line of one day: where every session with an event on it stood at its end, chained to the line of the day before. A
 * log whose end was cut off, or a session that is gone, no longer fits its line. Days without events have a line too, so
 * that none can be taken out.
 */
export interface DailyHead {
  readonly day: Day;
  readonly sessionCount: number;
  readonly leaves: Uint8Array;
  readonly hash: Uint8Array;
}

const uuidBytes = 16;
const numberBytes = 4;
const hashBytes = 32;
export const leafBytes = uuidBytes + numberBytes + hashBytes;

const millisecondsPerDay = 24 * 60 * 60 * 1000;

export const dayOf = (time: Date): Day => time.toISOString().slice(0, 10);

export const startOfDay = (day: Day): Date => new Date(`${day}T00:00:00.000Z`);

export const nextDay = (day: Day): Date => new Date(startOfDay(day).getTime() + millisecondsPerDay);

/** 52 bytes each: the session's id, the event's number (big-endian) and the event's hash. */
export const writeLeaves = (leaves: readonly Leaf[]): Uint8Array => {
  const bytes = Buffer.alloc(leaves.length * leafBytes);
  for (const [index, { sessionId, number, hash }] of leaves.entries()) {
    const start = index * leafBytes;
    bytes.write(sessionId.replaceAll('-', ''), start, 'hex');
    bytes.writeUInt32BE(number, start + uuidBytes);
    bytes.set(hash, start + uuidBytes + numberBytes);
  }
  return bytes;
};

/** The leaves from `start` on, at most `limit`. */
export const readLeaves = (bytes: Uint8Array, start: number, limit: number): Leaf[] => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.max(0, Math.min(limit, Math.floor(buffer.length / leafBytes) - start));
  return Array.from({ length: count }, (_, index) => {
    const leaf = buffer.subarray((start + index) * leafBytes, (start + index + 1) * leafBytes);
    return {
      sessionId: leaf.toString('hex', 0, uuidBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      number: leaf.readUInt32BE(uuidBytes),
      hash: new Uint8Array(leaf.subarray(uuidBytes + numberBytes)),
    };
  });
};

/** `SHA-256(hash of the day before, header, leaves)`, as the chain of events is made. */
export const hashOfDay = (
  previous: Uint8Array,
  header: {
    readonly organizationId: string;
    readonly environment: Environment;
    readonly day: Day;
    readonly sessionCount: number;
  },
  leaves: Uint8Array,
): Uint8Array =>
  chainHash(
    previous,
    {
      organizationId: header.organizationId,
      environment: header.environment,
      day: header.day,
      sessionCount: header.sessionCount,
    },
    leaves,
  );
