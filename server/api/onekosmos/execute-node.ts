import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { runLooseScript } from '../../domain/check/run-loose-script.ts';
import { getCurrentSession } from '../../domain/session/open-session.ts';
import { domainError } from '../../errors.ts';
import { nothing } from '../endpoint.ts';
import { communityOf, communityPath } from './community.ts';
import { findVisited, unknownInstance } from './find-visited.ts';
import { nodeNamesOf } from './node-names.ts';
import { defineEndpoint } from './route.ts';
import { tooOften, turnsWithin } from './turns.ts';

/** Of one instance; addresses are counted before. */
const instanceTurns = turnsWithin(10, 60_000);
const tooManyRuns = tooOften('The nodes of this instance were executed too often.');

/**
 * Nobody is asked who they are, so the script gets nothing that the instance's id would not get: a sandbox without `fetch`,
 * one at a time, a few a minute. What it returns is answered and not kept; what it prints is dropped.
 */
export const executeNode = defineEndpoint({
  summary: 'Run a JavaScript node that nothing leads to or from',
  takes: {
    ...nothing,
    params: z.object({
      wfInstanceId: z.string().min(1).max(64),
      ...communityPath,
      nodeId: z.string().min(1).max(200),
    }),
  },
  gives: z.object({
    success: z.literal(true),
    nodeId: z.string(),
    result: z.record(z.string(), z.unknown()),
    error: z.string(),
  }),
  status: 200,
  errors: ['not_found', 'event_does_not_fit', 'session_over', 'rate_limited', 'erased'],
  handler: async ({ context, params }) => {
    const found = await findVisited(context, params.wfInstanceId);
    if (!found.ok) return found;
    const { scope, sessionId } = found.value;
    const own = communityOf(scope);
    if (params.tenantId !== own.tenantId || params.communityId !== own.communityId) return fail(unknownInstance);
    if (!instanceTurns.take(context, sessionId)) return fail(tooManyRuns);
    const session = await getCurrentSession(context, scope, sessionId);
    if (!session.ok) return session;
    const named = nodeNamesOf(session.value).findByVendorId(params.nodeId);
    if (named === undefined) return fail(domainError('not_found', 'Node not found in the workflow.'));
    if (!named.isOrphan) return fail(notOrphan);
    const ran = await runLooseScript(context, session.value, named.node.id);
    if (!ran.ok) return ran;
    if (!ran.value.ok) return fail(failed(ran.value.error.sentence));
    const { fields, hasResult } = ran.value.value;
    const error = hasResult ? '' : 'Node execution returned no result';
    return ok({ success: true as const, nodeId: named.vendorId, result: fields, error });
  },
});

const notOrphan = domainError('request_invalid', 'Node is not an orphan. It has active handlers or connections.');

/** The script's own complaint goes to whoever had it run, and nowhere else. */
const failed = (sentence: string) =>
  domainError('internal', 'Error while executing orphan node.', [
    { pointer: '', code: 'script_failed', sentence: `Error executing JS step: ${sentence}` },
  ]);
