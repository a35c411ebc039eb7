import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { insertEndpoint, listEndpointRows, lockEndpoints } from './endpoint.queries.ts';
import { type EndpointRecord, everyEvent, MAX_ENDPOINTS } from './endpoint.ts';
import { toEndpoint } from './read-endpoint.ts';
import { createSecret, sealSecret } from './secret.ts';
import { findUrlProblem } from './url-rule.ts';

export interface NewEndpointInput {
  readonly url: string;
  readonly description?: string | undefined;
  /** Every event when left out. */
  readonly eventTypes?: readonly string[] | undefined;
}

export interface EndpointWithSecret {
  readonly endpoint: EndpointRecord;
  /** As it is shown to whoever made it, this once. */
  readonly secret: string;
}

/** Makes an endpoint with its secret. `webhook_url_refused`, or `limit_reached` at twenty endpoints of an environment. */
export const createEndpoint = async (
  context: DomainContext,
  scope: Scope,
  input: NewEndpointInput,
  actor: ActActor,
): Promise<Result<EndpointWithSecret, DomainError>> => {
  const problem = findUrlProblem(input.url, context.allowsPrivateAddresses);
  if (problem !== null) return fail(urlRefused(problem));
  return context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      await lockEndpoints(transaction, scope);
      if ((await listEndpointRows(transaction, scope)).length >= MAX_ENDPOINTS) return fail(tooMany);
      const dataKey = await openOrganizationKey(context, transaction, scope.organizationId);
      const secret = createSecret();
      const id = context.newId();
      const sealed = sealSecret(context, dataKey, { endpointId: id, column: 'secret' }, secret);
      const row = newRow(scope, { ...input, id, sealed, now: context.now() });
      await insertEndpoint(transaction, row);
      await recordAct(transaction, context, scope.organizationId, {
        type: 'webhook_endpoint_created',
        actor,
        subjectId: id,
        payload: { environment: scope.environment, url: row.url, eventTypes: row.event_types },
      });
      return ok({ endpoint: toEndpoint(row, context.now()), secret });
    });
};

export const urlRefused = (sentence: string): DomainError =>
  domainError('webhook_url_refused', 'Webhooks cannot be sent to this URL.', [
    { pointer: '/url', code: 'webhook_url_refused', sentence },
  ]);

const tooMany = domainError(
  'limit_reached',
  `An environment has ${MAX_ENDPOINTS} webhook endpoints at most. Delete one first.`,
);

const newRow = (
  scope: Scope,
  made: NewEndpointInput & { readonly id: string; readonly sealed: Uint8Array; readonly now: Date },
) => ({
  organization_id: scope.organizationId,
  environment: scope.environment,
  id: made.id,
  url: made.url,
  description: made.description ?? null,
  event_types: [...(made.eventTypes ?? [everyEvent])],
  secret: made.sealed,
  previous_secret: null,
  previous_secret_expires_at: null,
  state: 'enabled',
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  failure_count: 0,
  created_at: made.now,
  updated_at: made.now,
  deleted_at: null,
});
