import type { DomainContext } from '../context.ts';
import type { LoadedSession } from '../session/session.ts';
import { type DocumentRow, listSessionDocuments } from './document.queries.ts';
import { MAX_UPLOADS_PER_SESSION } from './find-uploads.ts';
import { documentPurpose } from './store-upload.ts';

/** One of the photos that a session took in, which the caller knows to be there: throws where it is not. */
export const getUpload = async (context: DomainContext, session: LoadedSession, id: string): Promise<DocumentRow> => {
  const uploads = await listSessionDocuments(context.database, session.scope, session.id, MAX_UPLOADS_PER_SESSION);
  const upload = uploads.find((candidate) => candidate.id === id);
  if (upload === undefined) throw new Error(`Document ${id} is not one of session ${session.id}.`);
  return upload;
};

/** The bytes of a photo as it was sent. Throws where its file is gone. */
export const openUpload = async (
  context: DomainContext,
  { dataKey }: LoadedSession,
  { id, blob_key }: DocumentRow,
): Promise<Uint8Array> => {
  const sealed = await context.blobs.get(blob_key);
  if (sealed === null) throw new Error(`The file of document ${id} is not in the blob store.`);
  return context.sealing.open(dataKey, documentPurpose(id), sealed);
};
