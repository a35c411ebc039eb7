import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { openJson } from '../session/session-log.ts';
import {
  type EntityFilter,
  type EntityListRow,
  type EntityRow,
  findEntityRow,
  listEntityRows,
} from './entity.queries.ts';
import { type EntityDetails, type EntityKind, type EntityRecord, type EntitySummary, entityPurpose } from './entity.ts';

/** One that was erased is still there, without its data. */
export const getEntity = async (
  context: DomainContext,
  scope: Scope,
  id: string,
): Promise<Result<EntityRecord, DomainError>> => {
  const row = await findEntityRow(context.database.scoped(scope), scope, id);
  return row === undefined ? fail(notFound('entity')) : ok({ ...toSummary(row), details: openDetails(context, row) });
};

/** One page, newest first. `next` is the `after` of the page that follows, or null at the end. */
export const listEntities = async (
  context: DomainContext,
  scope: Scope,
  filter: EntityFilter,
): Promise<{ entities: EntitySummary[]; next: string | null }> => {
  const rows = await listEntityRows(context.database.scoped(scope), scope, filter);
  const page = rows.slice(0, filter.limit);
  return { entities: page.map(toSummary), next: rows.length > filter.limit ? (page.at(-1)?.id ?? null) : null };
};

const openDetails = (context: DomainContext, row: EntityRow): EntityDetails | null => {
  if (row.wrapped === null || row.details === null) return null;
  const dataKey = context.sealing.openDataKey(row.data_key_id, row.wrapped);
  return openJson<EntityDetails>(context.sealing, dataKey, entityPurpose(row.id), row.details);
};

const toSummary = (row: EntityListRow): EntitySummary => ({
  id: row.id,
  // A check constraint of the table keeps it to these.
  kind: row.kind as EntityKind,
  name: row.name,
  email: row.email,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  erasedAt: row.erased_at,
});
