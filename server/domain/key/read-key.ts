import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { findKeyRow, listKeyRows } from './key.queries.ts';
import { type KeyRecord, toKey } from './list-keys.ts';

export const getKey = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  id: string,
): Promise<Result<KeyRecord, DomainError>> => {
  const row = await findKeyRow(context.database.scoped(scope), scope, id);
  return row === undefined ? fail(notFound('key')) : ok(toKey(row));
};

/** One page, revoked ones too, newest first. `next` is the `after` of the page that follows, or null at the end. */
export const listKeyPage = async (
  context: Pick<DomainContext, 'database'>,
  scope: Scope,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly keys: readonly KeyRecord[]; readonly next: string | null }> => {
  const rows = await listKeyRows(context.database.scoped(scope), scope, { ...page, limit: page.limit + 1 });
  const keys = rows.slice(0, page.limit).map(toKey);
  return { keys, next: rows.length > page.limit ? (keys.at(-1)?.id ?? null) : null };
};
