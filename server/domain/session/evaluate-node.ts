import { ok, type Result } from '@gatehouse/core/result.ts';
import type { RunEvent } from '@gatehouse/core/workflow/event.ts';
import type { Reason, Run } from '@gatehouse/core/workflow/run.ts';
import type { Scope } from '../../db/scope.ts';
import type { DomainError } from '../../errors.ts';
import { system } from '../actor.ts';
import { findCheck } from '../check/check.ts';
import type { DomainContext } from '../context.ts';
import { applyEvent } from './apply-event.ts';
import { loadSession } from './load-session.ts';

/** Names one attempt at a node whose check has to run. Ids only: this is a job's payload. */
export interface EvaluationAddress extends Scope {
  readonly sessionId: string;
  readonly runNumber: number;
  readonly node: string;
  readonly attempt: number;
}

/**
 * Runs the check of a node and feeds its outcome back. May run more than once for the same attempt: an attempt that the
 * session has left is done, and nothing happens. Throws when the check could not run; the job then tries again.
 */
export const evaluateNode = async (context: DomainContext, address: EvaluationAddress): Promise<void> => {
  const scope = scopeOf(address);
  const loaded = await loadSession(context, scope, address.sessionId);
  if (!loaded.ok || !awaitsEvaluation(loaded.value.run, address)) return;
  const node = loaded.value.graph.nodes.find((candidate) => candidate.id === address.node);
  const check = findCheck(node?.type ?? '');
  const evaluation = await check(context, loaded.value);
  const { node: nodeId, attempt } = address;
  await record(context, address, (at) => ({ type: 'evaluated', node: nodeId, attempt, evaluation, at }));
};

/** The check could not run, however often it was tried: the node ends in `error`, and nobody is left waiting. */
export const failEvaluation = async (context: DomainContext, address: EvaluationAddress): Promise<void> => {
  const { node, attempt } = address;
  await record(context, address, (at) => ({ type: 'evaluation_failed', node, attempt, reason: checkFailed, at }));
};

const checkFailed: Reason = {
  code: 'check_failed',
  sentence: 'The check could not be carried out for a technical reason, though it was tried several times.',
};

const record = async (
  context: DomainContext,
  address: EvaluationAddress,
  eventAt: (at: string) => RunEvent,
): Promise<void> => {
  const applied: Result<unknown, DomainError> = await applyEvent(
    context,
    scopeOf(address),
    address.sessionId,
    system,
    (session, at) => ok(awaitsEvaluation(session.run, address) ? eventAt(at) : null),
  );
  if (!applied.ok && !isGone(applied.error))
    throw new Error(`The check's outcome was refused. ${applied.error.detail}`);
};

/** Nobody waits any more. Any other refusal means that the session still does: the job has to be tried again, and then fail. */
const isGone = ({ code }: DomainError): boolean => code === 'not_found' || code === 'erased';

const awaitsEvaluation = (run: Run, { runNumber, node, attempt }: EvaluationAddress): boolean =>
  run.number === runNumber && run.phase === 'evaluation' && run.node === node && run.attempt === attempt;

const scopeOf = ({ organizationId, environment }: EvaluationAddress): Scope => ({ organizationId, environment });
