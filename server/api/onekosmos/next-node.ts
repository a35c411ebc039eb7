import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { getCurrentSession } from '../../domain/session/open-session.ts';
import type { LoadedSession } from '../../domain/session/session.ts';
import { settleSession } from '../../domain/session/settle-session.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { type NamedNode, type NodeNames, nodeNamesOf } from './node-names.ts';
import { toInstanceId, toSummary } from './translate.ts';

/** How long an answer waits for scripts and checks, so that it can name the next node that a page shows. */
const SETTLE_MS = 2_000;

export const nextNode = z.object({
  wfInstanceId: z.string(),
  nextNodeId: z.string(),
  nextNodeType: z.string(),
  summary: z.array(z.string()),
  /** Only where the person is asked again: why. */
  reasons: z.array(z.string()).optional(),
});

export type NextNode = z.infer<typeof nextNode>;

/** Where the session stands, once no script or check has the turn any more. */
export interface Standing {
  readonly session: LoadedSession;
  readonly names: NodeNames;
  /** The node at which the run stands or came to its end. */
  readonly at: NamedNode;
  /** A script or check still works, or something outside decides. */
  readonly isWaiting: boolean;
}

/** `session_over` for a session that ended in another way than by its workflow. */
export const settle = async (
  context: DomainContext,
  session: LoadedSession,
): Promise<Result<Standing, DomainError>> => {
  const settled = await settleSession(context, session, SETTLE_MS);
  return settled.ok ? standingOf(settled.value) : settled;
};

export const standingNow = async (
  context: DomainContext,
  { scope, sessionId }: { readonly scope: LoadedSession['scope']; readonly sessionId: string },
): Promise<Result<Standing, DomainError>> => {
  const session = await getCurrentSession(context, scope, sessionId);
  return session.ok ? standingOf(session.value) : session;
};

const standingOf = (session: LoadedSession): Result<Standing, DomainError> => {
  const refusal = refusals[session.state];
  if (refusal !== undefined) return fail(domainError('session_over', refusal));
  const names = nodeNamesOf(session);
  const { run } = session;
  const at = names.find(run.node ?? run.endedAt ?? '');
  if (at === undefined) return fail(domainError('event_does_not_fit', 'The workflow instance has not been initiated.'));
  return ok({ session, names, at, isWaiting: run.phase === 'evaluation' || run.phase === 'waiting' });
};

const refusals: Readonly<Partial<Record<LoadedSession['state'], string>>> = {
  expired: 'The workflow instance has expired.',
  cancelled: 'The workflow instance was cancelled.',
  failed: 'The workflow instance has failed.',
};

export const toNextNode = (publicId: string, { session, at }: Standing): NextNode => ({
  wfInstanceId: toInstanceId(publicId),
  nextNodeId: at.vendorId,
  nextNodeType: at.vendorType,
  summary: toSummary(session.run),
  ...(isAskedAgain(session.run, at) && { reasons: session.run.notices.map(({ sentence }) => sentence) }),
});

/** Whether a node has brought something that was not good enough; the notices say why. */
export const isAskedAgain = (run: LoadedSession['run'], { node }: NamedNode): boolean =>
  run.node === node.id && run.phase === 'input' && run.notices.length > 0;
