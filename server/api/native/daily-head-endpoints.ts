import { dailyHeadPage } from '@gatehouse/core/contract/daily-head.ts';
import { pageQuery } from '@gatehouse/core/contract/page.ts';
import { ok } from '@gatehouse/core/result.ts';
import { listDailyHeads } from '../../domain/daily-head/list-daily-heads.ts';
import { nothing } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';

export const listDailyHeadsEndpoint = defineEndpoint({
  summary: 'The line of each finished day, newest first, to be kept elsewhere',
  takes: { ...nothing, query: pageQuery },
  gives: dailyHeadPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const before = readCursor('daily-heads', query.cursor);
    if (!before.ok) return before;
    const page = await listDailyHeads(context, scope, { before: before.value, limit: query.limit });
    const items = page.heads.map(({ day, sessionCount, hash }) => ({
      day,
      sessionCount,
      hash: Buffer.from(hash).toString('hex'),
    }));
    return ok({ items, nextCursor: writeCursor('daily-heads', page.next) });
  },
});
