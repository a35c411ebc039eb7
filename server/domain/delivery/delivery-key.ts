import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { findSubjectKey, findWrappedKey } from './delivery-key.queries.ts';
import type { Channel } from './message.ts';

/** The key of a delivery; `id` is null where it is the organization's own. */
export interface DeliveryKey {
  readonly id: string | null;
  readonly dataKey: DataKey;
}

const erased = domainError('erased', 'The data of this person was erased: nothing can be sent about it.');

/** Under which key a new delivery is sealed: that of its session or entity, so that an erasure takes the message along. */
export const chooseKey = async (
  context: Pick<DomainContext, 'sealing'>,
  db: Kysely<Tables>,
  scope: Scope,
  about: { readonly channel: Channel; readonly sessionId: string | null; readonly entityId: string | null },
): Promise<Result<DeliveryKey, DomainError>> => {
  // A webhook names nobody, and is to tell of the erasure itself.
  if (about.channel === 'webhook' || (about.sessionId === null && about.entityId === null)) {
    return ok({ id: null, dataKey: await openOrganizationKey(context, db, scope.organizationId) });
  }
  const row =
    about.sessionId === null
      ? await findSubjectKey(db, scope, 'entity', about.entityId ?? '')
      : await findSubjectKey(db, scope, 'session', about.sessionId);
  if (row === undefined) return fail(notFound(about.sessionId === null ? 'entity' : 'session'));
  if (row.wrapped === null) return fail(erased);
  return ok({ id: row.id, dataKey: context.sealing.openDataKey(row.id, row.wrapped) });
};

/** The key that a delivery was sealed under; null where it was erased. */
export const openKey = async (
  context: Pick<DomainContext, 'sealing'>,
  db: Kysely<Tables>,
  scope: Scope,
  dataKeyId: string | null,
): Promise<DataKey | null> => {
  if (dataKeyId === null) return openOrganizationKey(context, db, scope.organizationId);
  const wrapped = await findWrappedKey(db, scope, dataKeyId);
  return wrapped ? context.sealing.openDataKey(dataKeyId, wrapped) : null;
};
