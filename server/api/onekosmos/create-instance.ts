import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import type { Actor } from '../../domain/actor.ts';
import type { DomainContext } from '../../domain/context.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { readCallbackUrl, redirectRefused } from './read-metadata.ts';
import { fromWorkflowId, toInstanceId } from './translate.ts';

export interface CreatedInstance {
  readonly wfInstanceId: string;
  readonly publicId: string;
}

/** Makes an instance. Of the metadata nothing stands clear but where the browser goes at the end. */
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
  const made = await createSession(
    context,
    scope,
    {
      workflowId: id.data,
      entity: { kind: 'person', details: metaData },
      sealedMetadata: metaData,
      redirectUrl: redirectUrl.value,
    },
    actor,
  );
  if (!made.ok) return fail(made.error.code === 'redirect_url_not_allowed' ? redirectRefused : made.error);
  const { publicId } = made.value.session;
  return ok({ wfInstanceId: toInstanceId(publicId), publicId });
};
