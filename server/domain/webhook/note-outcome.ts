import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import { recordAct } from '../act/record-act.ts';
import { system } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import type { SendOutcome } from '../delivery/channel-port.ts';
import { addEndpointFailure, clearEndpointFailures, updateEndpointRow } from './endpoint.queries.ts';
import type { DisabledReason } from './endpoint.ts';
import { notifyAdministrators } from './notify-administrators.ts';
import { GONE } from './send-webhook.ts';

/** Without a success for so long, and so often: nobody is there any more (Standard Webhooks 1.0 advises a few days). */
const FAILING_MS = 5 * 24 * 60 * 60 * 1000;
const FAILING_ATTEMPTS = 10;

/**
 * Keeps count of how an endpoint does, in the transaction of the attempt. One that is gone, or has failed for days, is
 * switched off; the log of acts and a mail to owners and administrators say so.
 */
export const noteEndpointOutcome = async (
  transaction: Transaction<Tables>,
  context: DomainContext,
  scope: Scope,
  endpointId: string,
  outcome: SendOutcome,
): Promise<void> => {
  if (outcome.ok) return clearEndpointFailures(transaction, scope, endpointId);
  const now = context.now();
  const failed = await addEndpointFailure(transaction, scope, endpointId, now);
  if (failed === undefined) return;
  const since = failed.failing_since ?? now;
  const reason = disabledBy(outcome.statusCode, { since, count: failed.failure_count, now });
  if (reason === null) return;
  await updateEndpointRow(transaction, scope, endpointId, {
    state: 'disabled',
    disabled_reason: reason,
    disabled_at: now,
    updated_at: now,
  });
  await notifyAdministrators(transaction, context, scope, { endpointId, url: failed.url, reason, since });
  await recordAct(transaction, context, scope.organizationId, {
    type: 'webhook_endpoint_disabled',
    actor: system,
    subjectId: endpointId,
    payload: { environment: scope.environment, reason, failingSince: since.toISOString() },
  });
};

const disabledBy = (
  statusCode: number | null,
  { since, count, now }: { readonly since: Date; readonly count: number; readonly now: Date },
): DisabledReason | null => {
  if (statusCode === GONE) return 'gone';
  return count >= FAILING_ATTEMPTS && now.getTime() - since.getTime() >= FAILING_MS ? 'failing' : null;
};
