import type { UploadSide } from '@gatehouse/core/contract/capture.ts';
import { judgeSelfie } from '@gatehouse/core/node/selfie-quality.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { currentView } from '@gatehouse/core/workflow/current-view.ts';
import type { Reason } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getCurrentSession } from '../session/open-session.ts';
import type { LoadedSession } from '../session/session.ts';
import type { StepAddress } from '../session/submit-step.ts';
import { insertDocument, listSessionDocuments } from './document.queries.ts';
import { MAX_UPLOADS_PER_SESSION } from './find-uploads.ts';
import type { ImageInspection } from './image-port.ts';

export interface UploadInput extends StepAddress {
  readonly side: UploadSide;
  readonly bytes: Uint8Array;
}

export interface Upload {
  readonly id: string;
  readonly side: UploadSide;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hints: readonly Reason[];
}

export const documentPurpose = (id: string): string => `document:${id}`;

/**
 * Keeps one photo for the step where the session stands. It is looked at before it is kept, and sealed under the
 * session's data key. An upload that the network cut off is simply sent again: only what a submission names counts.
 */
export const storeUpload = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  input: UploadInput,
): Promise<Result<Upload, DomainError>> => {
  const current = await getCurrentSession(context, scope, sessionId);
  if (!current.ok) return current;
  if (!takesPhoto(context, current.value, input)) {
    return fail(
      domainError('step_moved_on', 'The session does not wait for this photo at this step. Read where it stands.'),
    );
  }
  const room = await hasRoom(context, scope, sessionId);
  if (!room.ok) return room;
  const inspected = await context.images.inspect(input.bytes);
  if (!inspected.ok) return fail(domainError(inspected.error.code, inspected.error.sentence));
  return keep(context, current.value, input, inspected.value);
};

/** A face is judged by other limits than print. */
const hintsOf = (side: UploadSide, inspection: ImageInspection): readonly Reason[] =>
  side === 'selfie' ? judgeSelfie(inspection) : inspection.hints;

/** One after the other for each session, so that photos sent at the same moment are counted too. */
const keep = (
  context: DomainContext,
  { id: sessionId, scope, dataKey, run }: LoadedSession,
  { node, attempt, side, bytes }: UploadInput,
  inspection: ImageInspection,
): Promise<Result<Upload, DomainError>> =>
  context.sessionQueue(sessionId, async () => {
    const room = await hasRoom(context, scope, sessionId);
    if (!room.ok) return room;
    const { mediaType, widthPx, heightPx } = inspection;
    const id = context.newId();
    const blobKey = `${scope.organizationId}/${scope.environment}/${id}`;
    await context.blobs.put(blobKey, context.sealing.seal(dataKey, documentPurpose(id), bytes));
    const isKept = await insertDocument(context.database, scope, {
      id,
      session_id: sessionId,
      run_number: run.number,
      node,
      attempt,
      side,
      media_type: mediaType,
      size_bytes: bytes.length,
      width_px: widthPx,
      height_px: heightPx,
      blob_key: blobKey,
      data_key_id: dataKey.id,
      created_at: context.now(),
    });
    if (!isKept) {
      await context.blobs.delete(blobKey);
      return fail(domainError('erased', 'The data of this session was erased.'));
    }
    return ok({ id, side, sizeBytes: bytes.length, widthPx, heightPx, hints: hintsOf(side, inspection) });
  });

const hasRoom = async (context: DomainContext, scope: Scope, sessionId: string): Promise<Result<null, DomainError>> => {
  const kept = await listSessionDocuments(context.database, scope, sessionId, MAX_UPLOADS_PER_SESSION);
  if (kept.length < MAX_UPLOADS_PER_SESSION) return ok(null);
  return fail(
    domainError('rate_limited', `A session takes ${MAX_UPLOADS_PER_SESSION} photos at most, and this one has them.`),
  );
};

/** Whether the session stands at that attempt, and what a page shows there asks for that side of a document, or for a selfie. */
const takesPhoto = (
  context: DomainContext,
  { run, graph }: LoadedSession,
  { node, attempt, side }: StepAddress & Pick<UploadInput, 'side'>,
): boolean => {
  if (run.node !== node || run.attempt !== attempt) return false;
  const view = currentView(graph, run, context.now().toISOString(), 'en');
  if (view?.kind === 'selfie') return side === 'selfie';
  if (view?.kind !== 'document') return false;
  return view.choices.some((choice) => choice.sides.some((needed) => needed.side === side));
};
