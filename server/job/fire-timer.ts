import type { DomainContext } from '../domain/context.ts';
import { fireTimer, timerQueue } from '../domain/session/fire-timer.ts';
import { defineJob } from './job.ts';
import { type NodeAddress, nodeAddress } from './node-address.ts';

/**
 * The time of a waiting node is up. Tried for about an hour where the database is away; after that it is a dead letter, and
 * the session ends by its own expiry at the latest.
 */
export const fireTimerJob = defineJob<DomainContext, NodeAddress>({
  name: timerQueue,
  payload: nodeAddress,
  concurrency: 4,
  timeoutSeconds: 30,
  attempts: 20,
  retryDelaySeconds: 2,
  retryDelayMaxSeconds: 300,
  handle: fireTimer,
  handleExhausted: null,
});
