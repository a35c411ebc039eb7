import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { findNode } from '@gatehouse/core/workflow/graph.ts';
import { finalStates } from '@gatehouse/core/workflow/run.ts';
import type { Database } from '../../db/client.ts';
import { type DomainError, domainError } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import type { LoadedSession } from '../session/session.ts';
import { asFields, paramsOf, scriptConfig } from './script-check.ts';
import type { ScriptFailure } from './script-port.ts';

/** Scripts for strangers take one thread at most, so that those of workflows go on. */
const underWay = new WeakSet<Database>();

export interface LooseRun {
  readonly fields: JsonObject;
  /** Whether the script returned anything. */
  readonly hasResult: boolean;
}

/**
 * Runs the script of a node by itself: without `fetch`, and nothing of it is kept. `event_does_not_fit` where the node is no
 * script, `session_over` after the end, `rate_limited` while another such script runs. A script that fails is a value too.
 */
export const runLooseScript = async (
  context: DomainContext,
  session: LoadedSession,
  nodeId: string,
): Promise<Result<Result<LooseRun, ScriptFailure>, DomainError>> => {
  const node = findNode(session.graph, nodeId);
  if (node?.type !== 'script') return fail(domainError('event_does_not_fit', 'The node is not a JavaScript node.'));
  if (finalStates.includes(session.state)) {
    return fail(domainError('session_over', `The session is over: its state is ${session.state}.`));
  }
  if (underWay.has(context.database)) return fail(busy);
  underWay.add(context.database);
  try {
    const { source, style, ...names } = scriptConfig.parse(node.config);
    const ran = await context.scripts.run({
      source,
      params: paramsOf(session, names),
      now: context.now().toISOString(),
      seed: randomBytes(16).toString('hex'),
      fetch: null,
      isBody: style === 'body',
    });
    return ok(ran.ok ? ok({ fields: asFields(ran.value.result), hasResult: ran.value.result !== null }) : ran);
  } finally {
    underWay.delete(context.database);
  }
};

const busy = domainError('rate_limited', 'Another script is being run by itself. Try again in a moment.');
