import type { Json } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Updateable } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { ActActor, ActType } from '../act/act.ts';
import { recordAct } from '../act/record-act.ts';
import type { DomainContext } from '../context.ts';
import { type EndpointRow, lockEndpointRow, updateEndpointRow } from './endpoint.queries.ts';
import type { EndpointRecord } from './endpoint.ts';
import { endpointNotFound, toEndpoint } from './read-endpoint.ts';

export interface EndpointChange {
  readonly act: ActType;
  readonly payload: { readonly [member: string]: Json };
  readonly columns: Updateable<Tables['webhook_endpoint']>;
}

/** Changes an endpoint under its lock and writes the act down. What `changeOf` gives as null is no change, and no act. */
export const changeEndpoint = (
  context: DomainContext,
  scope: Scope,
  { id, actor }: { readonly id: string; readonly actor: ActActor },
  changeOf: (row: EndpointRow) => EndpointChange | null,
): Promise<Result<EndpointRecord, DomainError>> =>
  context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const row = await lockEndpointRow(transaction, scope, id);
      if (row === undefined) return fail(endpointNotFound);
      const now = context.now();
      const change = changeOf(row);
      if (change === null) return ok(toEndpoint(row, now));
      const changed = await updateEndpointRow(transaction, scope, id, { ...change.columns, updated_at: now });
      await recordAct(transaction, context, scope.organizationId, {
        type: change.act,
        actor,
        subjectId: id,
        payload: { environment: scope.environment, ...change.payload },
      });
      return ok(toEndpoint(changed, now));
    });
