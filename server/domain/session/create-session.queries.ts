import type { Database } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { insertCredential } from '../credential/credential.queries.ts';
import type { SealedEvent } from './seal-event.ts';
import type { SessionChange } from './session.ts';

interface WrappedKey {
  readonly id: string;
  readonly wrapped: Uint8Array;
}

export interface NewSession {
  readonly id: string;
  readonly workflowId: string;
  readonly version: number;
  readonly entity: {
    readonly id: string;
    readonly kind: string;
    readonly name: string | null;
    readonly email: string | null;
    readonly details: Uint8Array;
    readonly dataKey: WrappedKey;
  };
  readonly dataKey: WrappedKey;
  readonly sealingKeyId: string;
  readonly linkHash: Uint8Array;
  readonly metadata: string;
  readonly redirectUrl: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly first: SealedEvent;
  /** The payload of the outbox row that tells of the new session. */
  readonly change: SessionChange;
}

/** A session with its entity, keys, link and first event: all or nothing. */
export const insertSession = (database: Database, scope: Scope, made: NewSession): Promise<void> =>
  database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const place = { organization_id: scope.organizationId, environment: scope.environment };
      const key = ({ id, wrapped }: WrappedKey) => ({
        ...place,
        id,
        wrapped,
        sealing_key_id: made.sealingKeyId,
        created_at: made.createdAt,
      });
      const { entity, first } = made;
      await transaction
        .insertInto('data_key')
        .values([key(made.dataKey), key(entity.dataKey)])
        .execute();
      await transaction
        .insertInto('entity')
        .values({
          ...place,
          id: entity.id,
          kind: entity.kind,
          name: entity.name,
          email: entity.email,
          details: entity.details,
          data_key_id: entity.dataKey.id,
          created_at: made.createdAt,
        })
        .execute();
      await transaction
        .insertInto('session')
        .values({
          ...place,
          id: made.id,
          workflow_id: made.workflowId,
          version: made.version,
          entity_id: entity.id,
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
      await insertCredential(transaction, {
        hash: made.linkHash,
        kind: 'link',
        organizationId: scope.organizationId,
        environment: scope.environment,
        subjectId: made.id,
        expiresAt: null,
      });
    });
