import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { type DocumentRow, listSessionDocuments } from './document.queries.ts';

/** How many photos one session may upload: retakes of every step included, and still no store for a stranger. */
export const MAX_UPLOADS_PER_SESSION = 60;

/** The photos that one attempt at a step has, in whichever run. */
export const findUploads = async (
  context: DomainContext,
  scope: Scope,
  { sessionId, node, attempt }: { readonly sessionId: string; readonly node: string; readonly attempt: number },
): Promise<DocumentRow[]> => {
  const all = await listSessionDocuments(context.database, scope, sessionId, MAX_UPLOADS_PER_SESSION + 1);
  return all.filter((upload) => upload.node === node && upload.attempt === attempt);
};
