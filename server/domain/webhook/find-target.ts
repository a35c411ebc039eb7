import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { openOrganizationKey } from '../organization/organization-key.ts';
import { type EndpointRow, findEndpointRow } from './endpoint.queries.ts';
import { openSecret } from './secret.ts';

/** Where a webhook goes, and what it is signed with: the endpoint's secret, and the one before while both hold. */
export interface WebhookTarget {
  readonly url: string;
  readonly secrets: readonly string[];
  /** Its last attempt failed. */
  readonly isFailing: boolean;
}

/** A test reaches an endpoint that is switched off, too. */
export const findWebhookTarget = async (
  context: Pick<DomainContext, 'database' | 'sealing' | 'now'>,
  scope: Scope,
  endpointId: string,
  isTest: boolean,
): Promise<WebhookTarget | 'endpoint_deleted' | 'endpoint_disabled'> => {
  const db = context.database.scoped(scope);
  const row = await findEndpointRow(db, scope, endpointId);
  if (row === undefined) return 'endpoint_deleted';
  if (row.state !== 'enabled' && !isTest) return 'endpoint_disabled';
  const dataKey = await openOrganizationKey(context, db, scope.organizationId);
  const secret = openSecret(context, dataKey, { endpointId, column: 'secret' }, row.secret);
  const previous = validPrevious(row, context.now());
  const isFailing = row.failing_since !== null;
  if (previous === null) return { url: row.url, secrets: [secret], isFailing };
  const before = openSecret(context, dataKey, { endpointId, column: 'previous_secret' }, previous);
  return { url: row.url, secrets: [secret, before], isFailing };
};

const validPrevious = (row: EndpointRow, now: Date): Uint8Array | null =>
  row.previous_secret_expires_at !== null && row.previous_secret_expires_at > now ? row.previous_secret : null;
