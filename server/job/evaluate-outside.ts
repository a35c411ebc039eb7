import type { DomainContext } from '../domain/context.ts';
import { evaluateNode, failEvaluation } from '../domain/session/evaluate-node.ts';
import { defineJob } from './job.ts';
import { type NodeAddress, nodeAddress } from './node-address.ts';

/**
 * Runs the checks that may wait for a machine of somebody else (scripts and http nodes), apart from `evaluate-node`: a slow
 * service holds up the sessions that call it, and no other's document.
 */
export const evaluateOutsideJob = defineJob<DomainContext, NodeAddress>({
  name: 'evaluate-outside',
  payload: nodeAddress,
  // They mostly wait. More scripts at once than there are threads for them wait for their turn.
  concurrency: 8,
  // A script with five slow calls takes 26 s, and may have waited for another such one.
  timeoutSeconds: 120,
  attempts: 4,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 10,
  handle: evaluateNode,
  handleExhausted: failEvaluation,
});
