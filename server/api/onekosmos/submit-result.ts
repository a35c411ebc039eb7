import { type JsonObject, own } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { storeUpload } from '../../domain/document/store-upload.ts';
import { noteData } from '../../domain/session/note-data.ts';
import { getCurrentSession } from '../../domain/session/open-session.ts';
import type { LoadedSession } from '../../domain/session/session.ts';
import { submitChosen } from '../../domain/session/submit-chosen.ts';
import { submitStep } from '../../domain/session/submit-step.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { toNote } from './device-note.ts';
import { type NamedNode, nodeNamesOf } from './node-names.ts';
import { readPicture } from './picture.ts';
import { chooseKind, type ReadPictures, readAnswers, readPictures, takesPictures } from './read-submission.ts';
import { tooOften, turnsWithin } from './turns.ts';

/** What a page sends for the node that it showed, in the vendor's names. */
export interface Submission {
  readonly nodeId: string;
  /** Must be the node's where it was sent. */
  readonly nodeType: string | null;
  readonly data: JsonObject;
}

/** What a first look at the session found to be done before the submission can be written. */
type Pending = { readonly kind: 'note'; readonly unknown: JsonObject } | { readonly kind: 'pictures' };

/**
 * Submits what a page sent. Members that the node does not know are noted in the session's log first, so that nothing is
 * lost; as a rule there are none, and the submission is then one write.
 */
export const submitResult = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  submission: Submission,
): Promise<Result<LoadedSession, DomainError>> => {
  const first = await trySubmit(context, scope, sessionId, submission, false);
  if (first.pending === null) return first.submitted;
  if (first.pending.kind === 'pictures') return submitPictures(context, scope, sessionId, submission);
  const noted = await noteData(context, scope, sessionId, toNote(first.pending.unknown));
  return noted.ok ? (await trySubmit(context, scope, sessionId, submission, true)).submitted : noted;
};

const trySubmit = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  submission: Submission,
  isNoted: boolean,
): Promise<{ submitted: Result<LoadedSession, DomainError>; pending: Pending | null }> => {
  let pending: Pending | null = null;
  const submitted = await submitChosen(context, scope, sessionId, (session) => {
    pending = null;
    const found = findNode(session, submission);
    if (!found.ok) return found;
    const { node } = found.value;
    if (takesPictures(found.value)) {
      pending = { kind: 'pictures' };
      return fail(notYet);
    }
    const read = readAnswers(found.value, submission.data);
    if (!read.ok) return read;
    const { input, unknown } = read.value;
    if (isNoted || Object.keys(unknown).length === 0) return ok({ node: node.id, input });
    pending = { kind: 'note', unknown };
    return fail(notYet);
  });
  return { submitted: submitted.ok ? submitted : fail(inRequest(submitted.error)), pending };
};

const notYet = domainError('conflict', 'The submission waits for something else to be written first.');

/** The node that the submission names, where the instance waits for it. */
const findNode = (session: LoadedSession, { nodeId, nodeType }: Submission): Result<NamedNode, DomainError> => {
  const names = nodeNamesOf(session);
  const named = names.findByVendorId(nodeId);
  if (named === undefined) return fail(domainError('not_found', 'The workflow has no such node.'));
  if (nodeType !== null && nodeType !== named.vendorType) {
    return fail(
      domainError(
        'request_invalid',
        `The node ${nodeId} is of the type ${named.vendorType}, not of the nodeType that was sent.`,
      ),
    );
  }
  const { run } = session;
  if (run.node === named.node.id && run.phase === 'input') return ok(named);
  const at = names.find(run.node ?? '');
  if (at === undefined) {
    return fail(domainError('event_does_not_fit', 'The workflow instance has not been initiated.'));
  }
  return fail(
    domainError('step_moved_on', `The instance does not wait for node ${nodeId}: it is at node ${at.vendorId}.`),
  );
};

/** The engine points into the input; callers see the whole request. */
const inRequest = (error: DomainError): DomainError =>
  error.code === 'session_over' ? takesNoMore : pointIntoData(error);

const takesNoMore = domainError(
  'session_over',
  'The workflow instance takes no more results: it is over, or a person reviews what came.',
);

const pointIntoData = (error: DomainError): DomainError =>
  error.code !== 'input_invalid' || error.errors === undefined
    ? error
    : {
        ...error,
        errors: error.errors.map((item) => ({
          ...item,
          pointer: `/requestData${item.pointer.replace(/^\/input(?=\/|$)/, '')}`,
        })),
      };

/** Each photo is unpacked, which may take seconds of a processor core. */
const photos = turnsWithin(30, 60_000);

const submitPictures = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  submission: Submission,
): Promise<Result<LoadedSession, DomainError>> => {
  const session = await getCurrentSession(context, scope, sessionId);
  if (!session.ok) return session;
  const found = findNode(session.value, submission);
  if (!found.ok) return found;
  const read = readPictures(found.value, submission.data);
  if (!read.ok) return read;
  const noted = await noteData(context, scope, sessionId, toNote(read.value.unknown));
  if (!noted.ok) return noted;
  const address = { node: found.value.node.id, attempt: session.value.run.attempt };
  const input = await keepPictures(context, scope, sessionId, { named: found.value, read: read.value, address });
  if (!input.ok) return input;
  const submitted = await submitStep(context, scope, sessionId, { ...address, input: input.value });
  return submitted.ok ? submitted : fail(inRequest(submitted.error));
};

interface Pictures {
  readonly named: NamedNode;
  readonly read: ReadPictures;
  readonly address: { readonly node: string; readonly attempt: number };
}

/** The input that names the kept pictures. */
const keepPictures = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { named, read, address }: Pictures,
): Promise<Result<JsonObject, DomainError>> => {
  const documentKind = named.node.type === 'document' ? chooseKind(named, read) : null;
  const ids: Record<string, string> = {};
  for (const { side, name, base64 } of read.pictures) {
    if (documentKind === 'passport' && side === 'back') continue;
    if (!photos.take(context, sessionId)) return fail(tooOften('The instance sent too many pictures in a minute.'));
    const bytes = readPicture(name, base64);
    if (!bytes.ok) return bytes;
    const kept = await storeUpload(context, scope, sessionId, { ...address, side, bytes: bytes.value });
    if (!kept.ok) return kept;
    ids[side] = kept.value.id;
  }
  if (documentKind !== null) return ok({ documentKind, ...ids });
  return ok({ picture: own(ids, 'selfie') ?? '' });
};
