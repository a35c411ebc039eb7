import type { DomainContext } from '../domain/context.ts';
import { evaluateNode, failEvaluation } from '../domain/session/evaluate-node.ts';
import { defineJob } from './job.ts';
import { type NodeAddress, nodeAddress } from './node-address.ts';

/**
 * Runs the check of a node while a person waits in front of the page: few attempts in quick succession, and when the last
 * one has failed the node ends in `error`, so that nobody is left waiting.
 */
export const evaluateNodeJob = defineJob<DomainContext, NodeAddress>({
  name: 'evaluate-node',
  payload: nodeAddress,
  // Each may keep a core busy.
  concurrency: 2,
  timeoutSeconds: 60,
  attempts: 4,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 10,
  handle: evaluateNode,
  handleExhausted: failEvaluation,
});
