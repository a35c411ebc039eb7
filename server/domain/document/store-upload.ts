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

export interface UploadInput extends StepAddress {
  readonly side: 'front' | 'back';
  readonly bytes: Uint8Array;
}

export interface Upload {
  readonly id: string;
  readonly side: 'front' | 'back';
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
  const allowed = await allowUpload(context, current.value, input);
  if (!allowed.ok) return allowed;
  const inspected = await context.images.inspect(input.bytes);
  if (!inspected.ok) return fail(domainError(inspected.error.code, inspected.error.sentence));
  const { mediaType, widthPx, heightPx, hints } = inspected.value;
  const id = context.newId();
  const blobKey = `${scope.organizationId}/${scope.environment}/${id}`;
  await context.blobs.put(blobKey, context.sealing.seal(current.value.dataKey, documentPurpose(id), input.bytes));
  await insertDocument(context.database, scope, {
    id,
    session_id: sessionId,
    node: input.node,
    attempt: input.attempt,
    side: input.side,
    media_type: mediaType,
    size_bytes: input.bytes.length,
    width_px: widthPx,
    height_px: heightPx,
    blob_key: blobKey,
    data_key_id: current.value.dataKey.id,
    created_at: context.now(),
  });
  return ok({ id, side: input.side, sizeBytes: input.bytes.length, widthPx, heightPx, hints });
};

const allowUpload = async (
  context: DomainContext,
  session: LoadedSession,
  address: StepAddress & Pick<UploadInput, 'side'>,
): Promise<Result<null, DomainError>> => {
  if (!takesPhoto(context, session, address)) {
    return fail(
      domainError('step_moved_on', 'The session does not wait for this photo at this step. Read where it stands.'),
    );
  }
  const kept = await listSessionDocuments(context.database, session.scope, session.id, MAX_UPLOADS_PER_SESSION);
  if (kept.length >= MAX_UPLOADS_PER_SESSION) {
    return fail(
      domainError('rate_limited', `A session takes ${MAX_UPLOADS_PER_SESSION} photos at most, and this one has them.`),
    );
  }
  return ok(null);
};

/** Whether the session stands at that attempt, and what a page shows there asks for that side of a document. */
const takesPhoto = (
  context: DomainContext,
  { run, graph }: LoadedSession,
  { node, attempt, side }: StepAddress & Pick<UploadInput, 'side'>,
): boolean => {
  if (run.node !== node || run.attempt !== attempt) return false;
  const view = currentView(graph, run, context.now().toISOString(), 'en');
  if (view?.kind !== 'document') return false;
  return view.choices.some((choice) => choice.sides.some((needed) => needed.side === side));
};
