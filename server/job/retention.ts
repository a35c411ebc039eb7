import type { Scope } from '../db/scope.ts';
import type { DomainContext } from '../domain/context.ts';
import { forgetOutboxFiles } from '../domain/delivery/drop-deliveries.ts';
import { getSettings, listOrganizationIds } from '../domain/organization/read-organization.ts';
import { findSearchablePairs } from '../domain/session/find-pairs.ts';
import type { Logger } from '../log.ts';
import {
  deleteDocumentRows,
  deleteFinishedDeliveries,
  deleteSession,
  type EndedSession,
  listDocumentsOfSession,
  listDueDocuments,
  listEndedSessions,
} from './retention.queries.ts';
import type { Sweep } from './sweep.ts';

const PAGE = 100;
const DELIVERIES_AT_ONCE = 1000;
const MILLISECONDS_PER_DAY = 24 * 60 * 60 * 1000;

/**
 * Deletes what an organization's settings no longer want kept. Files go before the rows that name them, and the rows of a
 * session go together: a sweep that is cut off leaves nothing that the next one does not find.
 */
export const retentionSweep: Sweep<DomainContext> = {
  name: 'retention',
  everyMs: 60 * 60 * 1000,
  // A start has better things to do.
  firstAfterMs: 10 * 60 * 1000,
  sweep: async (context, signal, logger) => {
    for (const organizationId of await listOrganizationIds(context)) {
      const { retention } = await getSettings(context, organizationId);
      for (const environment of ['live', 'test'] as const) {
        const sweeping = { context, scope: { organizationId, environment }, signal, logger };
        if (retention.sessionDays !== null) await sweepSessions(sweeping, daysAgo(context, retention.sessionDays));
        if (retention.documentDays !== null) await sweepDocuments(sweeping, daysAgo(context, retention.documentDays));
        await sweepDeliveries(sweeping, daysAgo(context, retention.deliveryDays));
      }
    }
  },
};

interface Sweeping {
  readonly context: DomainContext;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

const daysAgo = ({ now }: DomainContext, days: number): Date => new Date(now().getTime() - days * MILLISECONDS_PER_DAY);

const sweepSessions = async ({ context, scope, signal, logger }: Sweeping, before: Date): Promise<void> => {
  let page: EndedSession[] = [];
  do {
    page = await listEndedSessions(context.database.worker, scope, { before, after: page.at(-1) ?? null, limit: PAGE });
    for (const session of page) {
      if (signal.aborted) return;
      try {
        await removeSession(context, scope, session);
      } catch (error) {
        logger.error(
          { err: error, sessionId: session.id },
          'a session could not be deleted and stays for the next sweep',
        );
      }
    }
  } while (page.length === PAGE);
};

const removeSession = async (context: DomainContext, scope: Scope, session: EndedSession): Promise<void> => {
  const { worker } = context.database;
  for (const { blobKey } of await listDocumentsOfSession(worker, scope, session.id))
    await context.blobs.delete(blobKey);
  await forgetOutboxFiles(context, { sessionIds: [session.id], entityId: null });
  const pairs = await findSearchablePairs(context, scope, session.id);
  await deleteSession(worker, scope, { session, pairs, at: context.now() });
  context.sealing.forgetDataKey(session.dataKeyId);
};

const sweepDocuments = async ({ context, scope, signal, logger }: Sweeping, before: Date): Promise<void> => {
  const { worker } = context.database;
  let after: string | null = null;
  do {
    const page = await listDueDocuments(worker, scope, { before, after, limit: PAGE });
    for (const { id, blobKey } of page) {
      if (signal.aborted) return;
      try {
        await context.blobs.delete(blobKey);
        await deleteDocumentRows(worker, scope, [id]);
      } catch (error) {
        logger.error({ err: error, documentId: id }, 'a photo could not be deleted and stays for the next sweep');
      }
    }
    after = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
  } while (after !== null);
};

const sweepDeliveries = async ({ context, scope, signal }: Sweeping, before: Date): Promise<void> => {
  const page = { before, limit: DELIVERIES_AT_ONCE };
  while ((await deleteFinishedDeliveries(context.database.worker, scope, page)) === DELIVERIES_AT_ONCE) {
    if (signal.aborted) return;
  }
};
