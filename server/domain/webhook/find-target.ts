import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { type EndpointRow, findEndpointRow } from './endpoint.queries.ts';
import { openSecret } from './secret.ts';

/** Where a webhook goes, and what it is signed with: the endpoint's secret, and the one before while both hold. */
export interface WebhookTarget {
  readonly url: string;
  readonly secrets: readonly string[];
  /** Its last attempt failed. */
  readonly isFailing: boolean;
}

export interface TargetQuery {
  readonly endpointId: string;
  /** The organization's, which the endpoint's secrets are sealed under. */
  readonly dataKey: DataKey;
  /** A test reaches an endpoint that is switched off, too. */
  readonly isTest: boolean;
}

export const findWebhookTarget = async (
  context: Pick<DomainContext, 'database' | 'sealing' | 'now'>,
  scope: Scope,
  { endpointId, dataKey, isTest }: TargetQuery,
): Promise<WebhookTarget | 'endpoint_deleted' | 'endpoint_disabled'> => {
  const row = await findEndpointRow(context.database.scoped(scope), scope, endpointId);
  if (row === undefined) return 'endpoint_deleted';
  if (row.state !== 'enabled' && !isTest) return 'endpoint_disabled';
  const secret = openSecret(context, dataKey, { endpointId, column: 'secret' }, row.secret);
  const previous = validPrevious(row, context.now());
  const isFailing = row.failing_since !== null;
  if (previous === null) return { url: row.url, secrets: [secret], isFailing };
  const before = openSecret(context, dataKey, { endpointId, column: 'previous_secret' }, previous);
  return { url: row.url, secrets: [secret, before], isFailing };
};

const validPrevious = (row: EndpointRow, now: Date): Uint8Array | null =>
  row.previous_secret_expires_at !== null && row.previous_secret_expires_at > now ? row.previous_secret : null;
