import type { Database } from '../db/client.ts';
import type { Scope } from '../db/scope.ts';
import type { Logger } from '../log.ts';
import { type DueSession, listDueSessionsUnscoped } from './expire-sessions.queries.ts';
import type { Sweep } from './sweep.ts';

const pageSize = 100;

interface SweepContext {
  readonly database: Database;
  readonly now: () => Date;
}

/**
 * Finds the sessions whose time is up and has each one expire. One that fails is logged and left for the next sweep, so
 * that it keeps nobody else waiting. Several processes may meet at a session: expiring it a second time does nothing.
 */
export const expireSessionsSweep = <Context extends SweepContext>(
  expireSession: (context: Context, scope: Scope, sessionId: string) => Promise<void>,
): Sweep<Context> => ({
  name: 'expire-sessions',
  everyMs: 30_000,
  sweep: async (context, signal, logger) => {
    const now = context.now();
    let page: DueSession[] = [];
    do {
      page = await listDueSessionsUnscoped(context.database.worker, {
        now,
        limit: pageSize,
        after: page.at(-1) ?? null,
      });
      for (const due of page) {
        if (signal.aborted) return;
        await expire(due, () => expireSession(context, due.scope, due.sessionId), logger);
      }
    } while (page.length === pageSize);
  },
});

const expire = async ({ sessionId }: DueSession, run: () => Promise<void>, logger: Logger): Promise<void> => {
  try {
    await run();
  } catch (error) {
    logger.error({ err: error, sessionId }, 'a session could not be expired and stays for the next sweep');
  }
};
