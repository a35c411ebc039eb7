import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import type { ActActor } from '../act/act.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { changeEndpoint } from './change-endpoint.ts';
import type { EndpointWithSecret } from './create-endpoint.ts';
import type { EndpointRow } from './endpoint.queries.ts';
import { createSecret, openSecret, sealSecret } from './secret.ts';

export interface Rotation {
  readonly id: string;
  readonly actor: ActActor;
  /** How long messages are signed with both secrets; 0 ends the one before at once. */
  readonly overlapMs: number;
}

/** Gives an endpoint a new secret. The one before goes on signing for a while, so that its receiver can change over. */
export const rotateSecret = async (
  context: DomainContext,
  scope: Scope,
  { id, actor, overlapMs }: Rotation,
): Promise<Result<EndpointWithSecret, DomainError>> => {
  const dataKey = await openOrganizationKey(context, context.database.scoped(scope), scope.organizationId);
  const secret = createSecret();
  const changed = await changeEndpoint(context, scope, { id, actor }, (row) => ({
    act: 'webhook_secret_rotated',
    payload: { overlapMs },
    columns: {
      secret: sealSecret(context, dataKey, { endpointId: id, column: 'secret' }, secret),
      ...(overlapMs === 0 ? noPrevious : keepPrevious(context, dataKey, row, overlapMs)),
    },
  }));
  return changed.ok ? ok({ endpoint: changed.value, secret }) : fail(changed.error);
};

const noPrevious = { previous_secret: null, previous_secret_expires_at: null };

/** Of three secrets in a short time the oldest stops at once. */
const keepPrevious = (context: DomainContext, dataKey: DataKey, row: EndpointRow, overlapMs: number) => {
  const present = openSecret(context, dataKey, { endpointId: row.id, column: 'secret' }, row.secret);
  return {
    previous_secret: sealSecret(context, dataKey, { endpointId: row.id, column: 'previous_secret' }, present),
    previous_secret_expires_at: new Date(context.now().getTime() + overlapMs),
  };
};
