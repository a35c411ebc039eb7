import type { DomainContext } from '../domain/context.ts';
import { expireSession } from '../domain/session/expire-session.ts';
import { evaluateNodeJob } from './evaluate-node.ts';
import { expireSessionsSweep } from './expire-sessions.ts';
import type { Job } from './job.ts';
import type { Sweep } from './sweep.ts';

interface Definitions {
  readonly jobs: readonly Job<DomainContext>[];
  readonly sweeps: readonly Sweep<DomainContext>[];
}

/** All background work of the product. A job that is not in this list stays in the outbox. */
export const definitions: Definitions = {
  jobs: [evaluateNodeJob],
  sweeps: [expireSessionsSweep(expireSession)],
};
