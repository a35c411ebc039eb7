import type { DocumentReading } from '@gatehouse/core/document/reading.ts';
import type { Json } from '@gatehouse/core/json.ts';
import { isBelow, resolution } from '@gatehouse/core/node/resolution.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import { z } from 'zod';
import type { DomainContext } from '../context.ts';
import type { DocumentRow } from '../document/document.queries.ts';
import { getUpload, openUpload } from '../document/open-upload.ts';
import type { LoadedSession } from '../session/session.ts';
import type { Check } from './check.ts';

const pending = z.object({ front: z.uuid(), back: z.uuid().optional() });

const config = z.object({ minResolution: resolution.optional() });

/**
 * Reads the zone of each side that the person submitted: `{ readings: { front, back? } }`. Where the node asks for a
 * resolution, `sizes: { front, back? }` says how large the photos are, and none is read where one is too small.
 */
export const checkDocument: Check = async (context, session) => {
  const { front, back } = pending.parse(session.run.pending);
  const uploads = {
    front: await getUpload(context, session, front),
    ...(back !== undefined && { back: await getUpload(context, session, back) }),
  };
  const { minResolution } = config.parse(findNode(session.graph, session.run.node ?? '')?.config);
  if (minResolution === undefined) return { readings: await readAll(context, session, uploads) };
  const sizes = { front: sizeOf(uploads.front), ...(uploads.back && { back: sizeOf(uploads.back) }) };
  const isTooSmall = Object.values(sizes).some((size) => isBelow(size, minResolution));
  return { readings: isTooSmall ? {} : await readAll(context, session, uploads), sizes } satisfies Json;
};

interface Uploads {
  readonly front: DocumentRow;
  readonly back?: DocumentRow;
}

const readAll = async (context: DomainContext, session: LoadedSession, { front, back }: Uploads) => {
  const read = async (upload: DocumentRow): Promise<DocumentReading> =>
    context.documentReader.read(await openUpload(context, session, upload));
  const frontReading = await read(front);
  return back === undefined ? { front: frontReading } : { front: frontReading, back: await read(back) };
};

const sizeOf = ({ width_px: width, height_px: height }: DocumentRow) => ({ width, height });
