import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { deleteDocumentRow, listSessionDocuments } from './document.queries.ts';

const PAGE = 50;

/**
 * Deletes the files of a session and then their rows, one by one: after a crash the rows that are left name the files that
 * are left.
 */
export const deleteFilesOfSession = async (context: DomainContext, scope: Scope, sessionId: string): Promise<void> => {
  for (;;) {
    const rows = await listSessionDocuments(context.database, scope, sessionId, PAGE);
    for (const row of rows) {
      await context.blobs.delete(row.blob_key);
      await deleteDocumentRow(context.database, scope, row.id);
    }
    if (rows.length < PAGE) return;
  }
};
