import { isDeepStrictEqual } from 'node:util';
import { fail, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import type { DomainContext } from '../context.ts';
import { changeEndpoint } from './change-endpoint.ts';
import { urlRefused } from './create-endpoint.ts';
import type { EndpointRow } from './endpoint.queries.ts';
import { type EndpointRecord, everyEvent } from './endpoint.ts';
import { findUrlProblem } from './url-rule.ts';

/** What is left out stays. */
export interface EndpointUpdate {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  /** Null for every event. */
  readonly eventTypes?: readonly string[] | null | undefined;
}

export const updateEndpoint = async (
  context: DomainContext,
  scope: Scope,
  address: { readonly id: string; readonly actor: ActActor },
  update: EndpointUpdate,
): Promise<Result<EndpointRecord, DomainError>> => {
  const problem = update.url === undefined ? null : findUrlProblem(update.url, context.allowsPrivateAddresses);
  if (problem !== null) return fail(urlRefused(problem));
  return changeEndpoint(context, scope, address, (row) => {
    const columns = {
      url: update.url ?? row.url,
      description: update.description === undefined ? row.description : update.description,
      event_types: update.eventTypes === undefined ? row.event_types : [...(update.eventTypes ?? [everyEvent])],
    };
    const [before, after] = [shown(row), shown(columns)];
    if (isDeepStrictEqual(before, after)) return null;
    return { act: 'webhook_endpoint_updated', payload: { before, after }, columns };
  });
};

const shown = ({ url, description, event_types }: Pick<EndpointRow, 'url' | 'description' | 'event_types'>) => ({
  url,
  description,
  eventTypes: event_types,
});

/** Switched off by hand, it hears of nothing; what is pending for it ends as dead. Doing so again is no error. */
export const disableEndpoint = (
  context: DomainContext,
  scope: Scope,
  address: { readonly id: string; readonly actor: ActActor },
): Promise<Result<EndpointRecord, DomainError>> =>
  changeEndpoint(context, scope, address, (row) =>
    row.state === 'disabled'
      ? null
      : {
          act: 'webhook_endpoint_disabled',
          payload: { reason: 'by_hand' },
          columns: { state: 'disabled', disabled_reason: 'by_hand', disabled_at: context.now() },
        },
  );

/** Switched on, it begins anew: failures before are forgotten. What was not delivered meanwhile is retried by hand. */
export const enableEndpoint = (
  context: DomainContext,
  scope: Scope,
  address: { readonly id: string; readonly actor: ActActor },
): Promise<Result<EndpointRecord, DomainError>> =>
  changeEndpoint(context, scope, address, (row) =>
    row.state === 'enabled' && row.failure_count === 0
      ? null
      : {
          act: 'webhook_endpoint_enabled',
          payload: { disabledReason: row.disabled_reason },
          columns: {
            state: 'enabled',
            disabled_reason: null,
            disabled_at: null,
            failing_since: null,
            failure_count: 0,
          },
        },
  );

/** Its secrets are dropped at once; the row stays for the deliveries that name it. */
export const deleteEndpoint = (
  context: DomainContext,
  scope: Scope,
  address: { readonly id: string; readonly actor: ActActor },
): Promise<Result<EndpointRecord, DomainError>> =>
  changeEndpoint(context, scope, address, (row) => ({
    act: 'webhook_endpoint_deleted',
    payload: shown(row),
    columns: {
      secret: new Uint8Array(0),
      previous_secret: null,
      previous_secret_expires_at: null,
      deleted_at: context.now(),
    },
  }));
