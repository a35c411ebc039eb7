import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { listHeads } from './daily-head.queries.ts';
import type { DailyHead, Day } from './daily-head.ts';

export type DailyHeadRecord = Omit<DailyHead, 'leaves'>;

/** One page, the newest day first. `next` is the `before` of the page that follows, or null at the end. */
export const listDailyHeads = async (
  context: DomainContext,
  scope: Scope,
  { before, limit }: { readonly before: Day | null; readonly limit: number },
): Promise<{ heads: DailyHeadRecord[]; next: Day | null }> => {
  const rows = await listHeads(context.database.scoped(scope), scope, { before, limit: limit + 1 });
  const heads = rows.slice(0, limit);
  return { heads, next: rows.length > limit ? (heads.at(-1)?.day ?? null) : null };
};
