import { ENGINE_VERSION } from '@gatehouse/core/workflow/engine-version.ts';
import { finalStates, type Run, type SessionState } from '@gatehouse/core/workflow/run.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { system } from '../actor.ts';
import { chainHash } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { updateCredentialRevoked } from '../credential/credential.queries.ts';
import { forgetCredentials } from '../credential/credential.ts';
import { dropDeliveriesOf } from '../delivery/drop-deliveries.ts';
import { eraseDataKey } from '../entity/entity.queries.ts';
import { dropIdempotentAnswersOf } from '../idempotency/idempotency.ts';
import { cancelSession } from './cancel-session.ts';
import { lockForErasure, writeErased } from './erase-session.queries.ts';
import { searchablePairs } from './metadata.ts';
import { forgetSession } from './recall-session.ts';
import { sealedPairs } from './sealed-metadata.ts';
import { type EventHeader, eventPurpose, openJson, runPurpose, sealJson } from './session-log.ts';
import { deletePairs } from './session-metadata.queries.ts';

const MAX_TRIES = 5;

/**
 * Ends a session that is not over and erases what people and callers gave it: its data key, metadata, link, messages and
 * stored answers. The log stays as it was, a last event `redacted` says what happened, and its chain still holds. Files
 * are unreadable from here on; their deletion is a job's. Doing it again does nothing.
 */
export const eraseSession = async (context: DomainContext, scope: Scope, id: string): Promise<void> => {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    // Refused where it is over or erased already; what counts is the state that is found under the lock.
    await cancelSession(context, scope, id, 'The data of the person were erased.', system);
    const erased = await context.sessionQueue(id, () => eraseOnce(context, scope, id));
    if (erased === null) continue;
    forgetSession(context.database, scope, id);
    forgetCredentials(context.database, id);
    if (erased.dataKeyId !== null) context.sealing.forgetDataKey(erased.dataKeyId);
    return;
  }
  throw new Error(`Session ${id} could not be ended for its erasure.`);
};

/** Null where the session is not over yet. */
const eraseOnce = (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<{ readonly dataKeyId: string | null } | null> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockForErasure(transaction, scope, id);
      if (row === undefined) return { dataKeyId: null };
      if (row.wrapped === null) return { dataKeyId: row.data_key_id };
      // A check constraint of the table keeps the state to these.
      if (!finalStates.includes(row.state as SessionState)) return null;
      await erase(transaction, context, scope, id, { ...row, wrapped: row.wrapped });
      return { dataKeyId: row.data_key_id };
    });

type LockedRow = NonNullable<Awaited<ReturnType<typeof lockForErasure>>> & { readonly wrapped: Uint8Array };

const erase = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  id: string,
  row: LockedRow,
): Promise<void> => {
  const { sealing } = context;
  const at = context.now();
  const header: EventHeader = {
    organizationId: scope.organizationId,
    environment: scope.environment,
    sessionId: id,
    number: row.event_count + 1,
    run: row.run_number,
    type: 'redacted',
    node: null,
    attempt: null,
    outcome: null,
    actorKind: system.kind,
    actorId: system.id,
    engineVersion: ENGINE_VERSION,
    at: at.toISOString(),
  };
  const dataKey = sealing.openDataKey(row.data_key_id, row.wrapped);
  const payload = sealJson(sealing, dataKey, eventPurpose(id, header.number), { type: header.type, at: header.at });
  await writeErased(transaction, scope, { header, at, payload, hash: chainHash(row.head_hash, header, payload) });
  const metadata = JSON.parse(row.metadata);
  // Every pair: it may have been indexed when its key was declared.
  const pairs = searchablePairs(sealing, scope.organizationId, metadata, Object.keys(metadata));
  const { given } = openJson<Run>(sealing, dataKey, runPurpose(id, row.event_count), row.run);
  pairs.push(...sealedPairs(sealing, scope.organizationId, given.prefill));
  await deletePairs(transaction, scope, { sessionId: id, pairs });
  for (const kind of ['link', 'instance'] as const) {
    await updateCredentialRevoked(transaction, scope, { kind, subjectId: id, revokedAt: at });
  }
  await dropDeliveriesOf(transaction, context, scope, { sessionIds: [id], entityId: null });
  await dropIdempotentAnswersOf(transaction, scope, [id]);
  await eraseDataKey(transaction, scope, row.data_key_id, at);
};
