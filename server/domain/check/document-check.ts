import type { DocumentReading } from '@gatehouse/core/document/reading.ts';
import type { Json } from '@gatehouse/core/json.ts';
import { z } from 'zod';
import type { DomainContext } from '../context.ts';
import { listSessionDocuments } from '../document/document.queries.ts';
import { MAX_UPLOADS_PER_SESSION } from '../document/find-uploads.ts';
import { documentPurpose } from '../document/store-upload.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Check } from './check.ts';

const pending = z.object({ front: z.uuid(), back: z.uuid().optional() });

/** Reads the zone of each side that the person submitted: `{ readings: { front, back? } }`. */
export const checkDocument: Check = async (context, session) => {
  const sides = pending.parse(session.run.pending);
  const front = await readUpload(context, session, sides.front);
  const back = sides.back === undefined ? null : await readUpload(context, session, sides.back);
  return { readings: back === null ? { front } : { front, back } } satisfies Json;
};

const readUpload = async (context: DomainContext, session: LoadedSession, id: string): Promise<DocumentReading> => {
  const uploads = await listSessionDocuments(context.database, session.scope, session.id, MAX_UPLOADS_PER_SESSION);
  const upload = uploads.find((candidate) => candidate.id === id);
  if (upload === undefined) throw new Error(`Document ${id} is not one of session ${session.id}.`);
  const sealed = await context.blobs.get(upload.blob_key);
  if (sealed === null) throw new Error(`The file of document ${id} is not in the blob store.`);
  return context.documentReader.read(context.sealing.open(session.dataKey, documentPurpose(id), sealed));
};
