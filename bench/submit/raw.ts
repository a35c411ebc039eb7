import type { PGlite } from '@electric-sql/pglite';
import type { Pool } from 'pg';
import type { Database } from '../../server/db/client.ts';
import type { OpenedSession } from './gate.ts';

/*
 * The measure: what the bare driver does in a loop with the two statements of a submission and nothing else. The same
 * rows as the product writes (session and event), of the same size, and no outbox row, because a submission that leads to
 * the next form sends nothing.
 */

const readText = `select workflow_id, version, state, event_count, head_hash, run, data_key_id, redirect_url, expires_at from session
  where organization_id = $1::uuid and environment = $2::text and id = $3::uuid`;

const writeText = `with changed as (
    update session set event_count = $4::integer + 1, run = $5::bytea, head_hash = $6::bytea
    where organization_id = $1::uuid and environment = $2::text and id = $3::uuid and event_count = $4::integer
    returning id),
  logged as (
    insert into event (organization_id, environment, session_id, number, run_number, type, node, attempt, outcome,
      actor_kind, engine_version, at, payload, hash)
    select $1::uuid, $2::text, id, $4::integer + 1, 1, 'submitted', 'details', $4::integer, 'next', 'subject', 1, now(),
      $7::bytea, $6::bytea from changed)
  select id from changed`;

/** Bytes of a sealed run and payload in the product's submission, and of a hash. */
export interface Sizes {
  readonly run: number;
  readonly payload: number;
}

export interface RawTarget {
  readonly session: OpenedSession;
  eventCount: number;
}

export const rawTargets = (sessions: readonly OpenedSession[]): RawTarget[] =>
  sessions.map((session) => ({ session, eventCount: 2 }));

const hash = Buffer.alloc(32, 7);

type Run = (text: string, name: string, values: (string | number | Buffer)[]) => Promise<number>;

/** One submission: read, then compare and set. False when the count was another. */
const submitWith =
  (run: Run, sizes: Sizes) =>
  async (target: RawTarget): Promise<boolean> => {
    const { scope, id } = target.session;
    const address = [scope.organizationId, scope.environment, id];
    await run(readText, 'raw_read', address);
    const values = [...address, target.eventCount, Buffer.alloc(sizes.run, 5), hash, Buffer.alloc(sizes.payload, 3)];
    if ((await run(writeText, 'raw_write', values)) !== 1) return false;
    target.eventCount += 1;
    return true;
  };

/** The driver's own named statements, as a login that no policy holds for. */
export const rawOnPool = (pool: Pool, sizes: Sizes) =>
  submitWith(async (text, name, values) => (await pool.query({ name, text, values })).rows.length, sizes);

/** The same under row-level security: the organization bound under one Sync with each statement. */
export const rawWithPolicies = (database: Database, sizes: Sizes) => (target: RawTarget) =>
  submitWith(
    async (text, name, values) => (await database.run(target.session.scope, { name, text }, values)).length,
    sizes,
  )(target);

/** The embedded database's plain `query`, on this thread, without policies. */
export const rawOnEmbedded = (pglite: PGlite, sizes: Sizes) =>
  submitWith(async (text, _name, values) => (await pglite.query(text, values)).rows.length, sizes);
