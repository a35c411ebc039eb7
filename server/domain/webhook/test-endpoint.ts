import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { type AttemptNow, attemptNow } from '../delivery/attempt-now.ts';
import { getEndpoint } from './read-endpoint.ts';
import { writeWebhookBody } from './webhook-body.ts';

/** Sends a `webhook.test` at once, to an endpoint that is switched off too, and says what came of it. */
export const testEndpoint = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<AttemptNow, DomainError>> => {
  const endpoint = await getEndpoint(context, scope, id);
  if (!endpoint.ok) return fail(endpoint.error);
  const body = writeWebhookBody({
    type: 'webhook.test',
    timestamp: context.now().toISOString(),
    data: { endpointId: id },
  });
  const attempted = await attemptNow(context, scope, {
    eventType: 'webhook.test',
    endpointId: id,
    message: { channel: 'webhook', body },
  });
  return attempted.ok ? ok(attempted.value) : attempted;
};
