import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { subject } from '../actor.ts';
import type { DomainContext } from '../context.ts';
import { findUploads } from '../document/find-uploads.ts';
import { applyEvent, refuseWhenOver } from './apply-event.ts';
import type { LoadedSession } from './session.ts';

/** Which attempt at which node a page means. */
export interface StepAddress {
  readonly node: string;
  readonly attempt: number;
}

/**
 * The person's input at a node. `step_moved_on` when the session has left that step (a double click, another device),
 * `input_invalid` with pointers under `/input`.
 */
export const submitStep = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { node, attempt, input }: StepAddress & { readonly input: JsonObject },
): Promise<Result<LoadedSession, DomainError>> => {
  const named = await findNamedUploads(context, scope, sessionId, { node, attempt, input });
  const applied = await applyEvent(context, scope, sessionId, subject, (session, at) => {
    const over = refuseWhenOver(session);
    if (!over.ok) return over;
    const missing = named.filter(({ run }) => run !== session.run.number);
    if (missing.length > 0 && takesPhotos(session, node)) return fail(uploadsMissing(missing));
    return ok({ type: 'submitted', node, attempt, input, at });
  });
  return applied.ok ? applied : fail(underInput(applied.error));
};

/** The person wants to the step before, where the graph has a way back. */
export const goBack = (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { node, attempt }: StepAddress,
): Promise<Result<LoadedSession, DomainError>> =>
  applyEvent(context, scope, sessionId, subject, (session, at) => {
    const over = refuseWhenOver(session);
    return over.ok ? ok({ type: 'went_back', node, attempt, at }) : over;
  });

/** A file that the input names. */
interface NamedUpload {
  readonly member: string;
  readonly side: string;
  /** For which run this attempt at the step took it in; null where it did not: another session's, another step's, or none at all. */
  readonly run: number | null;
}

const sidesOfDocument = [
  { member: 'front', side: 'front' },
  { member: 'back', side: 'back' },
] as const;
const sidesOfSelfie = [{ member: 'picture', side: 'selfie' }] as const;

const findNamedUploads = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
  { node, attempt, input }: StepAddress & { readonly input: JsonObject },
): Promise<NamedUpload[]> => {
  const members = 'documentKind' in input ? sidesOfDocument : sidesOfSelfie;
  const named = members.flatMap(({ member, side }) =>
    typeof input[member] === 'string' ? [{ member, side, id: input[member] }] : [],
  );
  if (named.length === 0) return [];
  const found = await findUploads(context, scope, { sessionId, node, attempt });
  return named.map(({ member, side, id }) => ({
    member,
    side,
    run: found.find((upload) => upload.id === id && upload.side === side)?.run_number ?? null,
  }));
};

/** A form may have fields of the same names, which name no files. */
const takesPhotos = ({ graph }: LoadedSession, node: string): boolean =>
  ['document', 'selfie'].includes(findNode(graph, node)?.type ?? '');

const uploadsMissing = (missing: readonly NamedUpload[]): DomainError =>
  domainError(
    'input_invalid',
    'A photo that the input names was not uploaded for this step.',
    missing.map(({ member, side }) => ({
      pointer: `/${member}`,
      code: 'upload_unknown',
      sentence: `There is no upload with this id for the ${side} at this step. Upload the photo again.`,
    })),
  );

/** The engine points into the input; callers see the whole request. */
const underInput = (error: DomainError): DomainError =>
  error.errors === undefined
    ? error
    : { ...error, errors: error.errors.map((item) => ({ ...item, pointer: `/input${item.pointer}` })) };
