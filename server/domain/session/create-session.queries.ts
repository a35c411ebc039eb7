import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { insertCredentials } from '../credential/credential.queries.ts';
import { holdEntity, insertDataKey, insertEntity, type NewEntity, type WrappedKey } from '../entity/entity.queries.ts';
import type { MetadataPair } from './metadata.ts';
import type { SealedEvent } from './seal-event.ts';
import type { SessionChange } from './session.ts';
import { insertPairs } from './session-metadata.queries.ts';

export interface NewSession {
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  /** Made along with the session, or one that is there already. */
  readonly entity: { readonly isNew: true; readonly row: NewEntity } | { readonly isNew: false; readonly id: string };
  readonly dataKey: WrappedKey;
  readonly sealingKeyId: string;
  /** By which the session can be found. */
  readonly pairs: readonly MetadataPair[];
  /** A random uuid, which may be shown, and by which APIs that have it so let the person in. */
  readonly publicId: string;
  readonly linkHash: Uint8Array;
  readonly instanceHash: Uint8Array;
  readonly metadata: string;
  readonly redirectUrl: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly first: SealedEvent;
  /** The payload of the outbox row that tells of the new session. */
  readonly change: SessionChange;
}

/**
 * A session with its entity, keys, link and first event: all or nothing. False, and nothing is written, when the entity
 * that should be there is gone or was erased meanwhile.
 */
export const insertSession = (database: Database, scope: Scope, made: NewSession): Promise<boolean> =>
  database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const place = { organization_id: scope.organizationId, environment: scope.environment };
      const { entity, first } = made;
      if (!entity.isNew && !(await holdEntity(transaction, scope, entity.id))) return false;
      const keyOrigin = { sealingKeyId: made.sealingKeyId, createdAt: made.createdAt };
      await insertDataKey(transaction, scope, made.dataKey, keyOrigin);
      if (entity.isNew) await insertEntity(transaction, scope, entity.row, keyOrigin);
      await transaction
        .insertInto('session')
        .values({
          ...place,
          id: made.id,
          public_id: made.publicId,
          workflow_id: made.workflowId,
          version: made.version,
          entity_id: entity.isNew ? entity.row.id : entity.id,
          data_key_id: made.dataKey.id,
          state: 'created',
          run_number: first.header.run,
          event_count: 1,
          head_hash: first.hash,
          run: first.run,
          metadata: made.metadata,
          redirect_url: made.redirectUrl,
          created_at: made.createdAt,
          expires_at: made.expiresAt,
        })
        .execute();
      await transaction
        .insertInto('event')
        .values({
          ...place,
          session_id: made.id,
          number: 1,
          run_number: first.header.run,
          type: first.header.type,
          actor_kind: first.header.actorKind,
          actor_id: first.header.actorId,
          engine_version: first.header.engineVersion,
          at: made.createdAt,
          payload: first.payload,
          hash: first.hash,
        })
        .execute();
      await transaction
        .insertInto('outbox')
        .values({
          ...place,
          queue: 'session-changed',
          payload: JSON.stringify(made.change),
          created_at: made.createdAt,
        })
        .execute();
      const standsFor = { ...scope, subjectId: made.id, expiresAt: null };
      await insertCredentials(transaction, [
        { ...standsFor, hash: made.linkHash, kind: 'link' },
        { ...standsFor, hash: made.instanceHash, kind: 'instance' },
      ]);
      await insertPairs(transaction, scope, [{ sessionId: made.id, pairs: made.pairs }]);
      return true;
    });
