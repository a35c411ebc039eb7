import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { type EndpointRow, findEndpointRow, listEndpointRows } from './endpoint.queries.ts';
import { type DisabledReason, type EndpointRecord, everyEvent } from './endpoint.ts';

/** Those that are not deleted, newest first. */
export const listEndpoints = async (
  context: Pick<DomainContext, 'database' | 'now'>,
  scope: Scope,
): Promise<readonly EndpointRecord[]> => {
  const rows = await listEndpointRows(context.database.scoped(scope), scope);
  return rows.map((row) => toEndpoint(row, context.now()));
};

export const getEndpoint = async (
  context: Pick<DomainContext, 'database' | 'now'>,
  scope: Scope,
  id: string,
): Promise<Result<EndpointRecord, DomainError>> => {
  const row = await findEndpointRow(context.database.scoped(scope), scope, id);
  return row === undefined ? fail(endpointNotFound) : ok(toEndpoint(row, context.now()));
};

export const endpointNotFound = notFound('webhook endpoint');

export const toEndpoint = (row: EndpointRow, now: Date): EndpointRecord => ({
  id: row.id,
  url: row.url,
  description: row.description,
  eventTypes: row.event_types.includes(everyEvent) ? null : row.event_types,
  // Check constraints of the table and the functions that write it keep these to their types.
  state: row.state as EndpointRecord['state'],
  disabledReason: row.disabled_reason as DisabledReason | null,
  disabledAt: row.disabled_at,
  failingSince: row.failing_since,
  previousSecretExpiresAt: isPast(row.previous_secret_expires_at, now) ? null : row.previous_secret_expires_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const isPast = (time: Date | null, now: Date): boolean => time !== null && time <= now;
