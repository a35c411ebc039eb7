import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import type { Actor } from '../../domain/actor.ts';
import type { DomainContext } from '../../domain/context.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { callbackNotListed, callbackUnsafe, readCallbackUrl } from './read-metadata.ts';
import { fromWorkflowId, toInstanceId } from './translate.ts';

export interface CreatedInstance {
  readonly wfInstanceId: string;
  readonly publicId: string;
}

/**
 * Makes an instance. Of the metadata nothing stands clear but where the browser goes at the end. Programs and members may name
 * any address for that; strangers with an access code could send anybody anywhere, so the organization's list holds for them.
 */
export const createInstance = async (
  context: DomainContext,
  scope: Scope,
  { workflowId, metaData }: { readonly workflowId: string; readonly metaData: JsonObject },
  actor: Actor,
): Promise<Result<CreatedInstance, DomainError>> => {
  const id = z.uuid().safeParse(fromWorkflowId(workflowId));
  if (!id.success) return fail(domainError('not_found', 'There is no workflow with this id.'));
  const redirectUrl = readCallbackUrl(metaData);
  if (!redirectUrl.ok) return redirectUrl;
  const isStranger = actor.kind === 'subject';
  const made = await createSession(
    context,
    scope,
    {
      workflowId: id.data,
      entity: { kind: 'person', details: metaData },
      sealedMetadata: metaData,
      redirectUrl: redirectUrl.value,
      redirectsAnywhere: !isStranger,
    },
    actor,
  );
  if (!made.ok) return fail(inMembersWords(made.error, isStranger));
  const { publicId } = made.value.session;
  return ok({ wfInstanceId: toInstanceId(publicId), publicId });
};

/** The domain speaks of its own members; the customer knows those of metaData. */
const inMembersWords = (error: DomainError, isStranger: boolean): DomainError => {
  if (error.code === 'redirect_url_not_allowed') return isStranger ? callbackNotListed : callbackUnsafe;
  const errors = error.errors?.map((each) => ({
    ...each,
    pointer: each.pointer.replace(/^\/metadata\b/, '/metaData'),
  }));
  return { ...error, ...(errors !== undefined && { errors }) };
};
