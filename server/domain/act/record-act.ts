import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import { chainHash } from '../chain.ts';
import type { DomainContext } from '../context.ts';
import { appendAct, lockActHead } from './act.queries.ts';
import type { ActHeader, NewAct } from './act.ts';
import { actPurpose } from './act-purpose.ts';

/**
 * Writes an administrative act into the organization's log, in the transaction of the act itself: both happen or neither.
 * The organization's row stays locked until the transaction ends, so call this last. Throws when there is no such
 * organization.
 */
export async function recordAct(
  transaction: Transaction<Tables>,
  context: Pick<DomainContext, 'sealing' | 'now'>,
  organizationId: string,
  act: NewAct,
): Promise<void> {
  const head = await lockActHead(transaction, organizationId);
  const at = context.now();
  const header: ActHeader = {
    organizationId,
    number: head.act_count + 1,
    type: act.type,
    actorKind: act.actor.kind,
    actorId: act.actor.id,
    subjectId: act.subjectId,
    at: at.toISOString(),
  };
  const dataKey = context.sealing.openDataKey(organizationId, head.wrapped_key);
  const plain = Buffer.from(canonicalize(act.payload), 'utf8');
  const payload = context.sealing.seal(dataKey, actPurpose(organizationId, header.number), plain);
  await appendAct(transaction, {
    organization_id: organizationId,
    number: header.number,
    type: header.type,
    actor_kind: header.actorKind,
    actor_id: header.actorId,
    subject_id: header.subjectId,
    at,
    payload,
    hash: chainHash(head.act_hash, header, payload),
  });
}
