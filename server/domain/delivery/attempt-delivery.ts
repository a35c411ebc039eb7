import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import type { DataKey } from '../sealing/sealing.ts';
import { openJson } from '../session/session-log.ts';
import { postponedMs } from './back-off.ts';
import {
  claimDelivery,
  type DeliveryRow,
  findDeliveryRow,
  insertDueAttempts,
  releaseClaim,
  updatePendingDelivery,
} from './delivery.queries.ts';
import type { AttemptAddress, MadeAttempt } from './delivery.ts';
import { openKey } from './delivery-key.ts';
import { forgetOutboxFiles } from './drop-deliveries.ts';
import { bodyPurpose, type Message } from './message.ts';
import { type NotSent, sendMessage } from './send-message.ts';
import { type WrittenState, writeAttempt } from './write-attempt.ts';

/** Longer than any channel takes, so that a claim outlives its sender only where that one died. */
export const CLAIM_MS = 60_000;

/** What came of an attempt, for the operator's log: no address, nothing of the message. */
export interface AttemptReport {
  readonly channel: string;
  /** `failed` is followed by another attempt, `dead` is not. */
  readonly result: 'delivered' | 'failed' | 'dead';
  readonly durationMs: number;
  /** As the other side said; null where it has none. */
  readonly statusCode: number | null;
  readonly error: string | null;
}

/**
 * Makes one attempt at a delivery: claims it, sends it outside any transaction, and writes down what came of it. May run
 * more than once for one attempt, at the same time too: one of them sends. A process that dies between sending and
 * writing leaves an attempt that is made again once its claim is over, with the same id, by which receivers know it. Null
 * where nothing was sent.
 */
export const attemptDelivery = async (
  context: DomainContext,
  address: AttemptAddress,
): Promise<AttemptReport | null> => {
  const scope = scopeOf(address);
  const now = context.now();
  const row = await claimDelivery(context.database.scoped(scope), scope, {
    deliveryId: address.deliveryId,
    attemptCount: address.attempt - 1,
    now,
    until: new Date(now.getTime() + CLAIM_MS),
  });
  if (row === undefined) {
    await comeBackWhereClaimed(context, scope, address, now);
    return null;
  }
  try {
    return await attemptClaimed(context, scope, row, address.postponed ?? 0);
  } catch (error) {
    await releaseClaim(context.database.scoped(scope), scope, address);
    throw error;
  }
};

/** The attempt could not be made for a reason of our own, however often it was tried: an operator has to look. */
export const failDelivery = async (context: DomainContext, address: AttemptAddress): Promise<void> => {
  await endDelivery(
    context,
    scopeOf(address),
    { id: address.deliveryId, attemptCount: address.attempt - 1 },
    {
      state: 'dead',
      last_error: 'The attempt could not be made for a technical reason of this server; its log says more.',
    },
  );
};

const scopeOf = ({ organizationId, environment }: AttemptAddress): Scope => ({ organizationId, environment });

/** Another job sends this attempt, or did before its process died: looked at again once the claim is over. */
const comeBackWhereClaimed = async (
  context: DomainContext,
  scope: Scope,
  { deliveryId, attempt, postponed }: AttemptAddress,
  now: Date,
): Promise<void> => {
  const row = await findDeliveryRow(context.database.scoped(scope), scope, deliveryId);
  if (row?.state !== 'pending' || row.attempt_count !== attempt - 1) return;
  await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) =>
      insertDueAttempts(transaction, scope, now, [{ ...row, attempt, dueAt: row.claimed_until, postponed }]),
    );
  context.wakeRelay();
};

const attemptClaimed = async (
  context: DomainContext,
  scope: Scope,
  row: DeliveryRow,
  postponed: number,
): Promise<AttemptReport | null> => {
  const dataKey = await openKey(context, context.database.scoped(scope), scope, row.data_key_id);
  const address = { id: row.id, attemptCount: row.attempt_count };
  if (dataKey === null || row.body === null) {
    await endDelivery(context, scope, address, { state: 'cancelled', last_error: null });
    return null;
  }
  const message = openJson<Message>(context.sealing, dataKey, bodyPurpose(row.id), row.body);
  const made = await sendMessage(context, scope, {
    id: row.id,
    endpointId: row.endpoint_id,
    sessionId: row.session_id,
    entityId: row.entity_id,
    message,
    dataKey,
    isTest: false,
  });
  if (typeof made === 'string') {
    await (made === 'endpoint_busy'
      ? postpone(context, scope, row, postponed)
      : endDelivery(context, scope, address, endings[made]));
    return null;
  }
  const state = await write(context, scope, { row, dataKey, made });
  return state === null ? null : reportOf(row, made, state);
};

const reportOf = (row: DeliveryRow, { durationMs, outcome }: MadeAttempt, state: WrittenState): AttemptReport => ({
  channel: row.channel,
  result: state === 'pending' ? 'failed' : state,
  durationMs,
  statusCode: outcome.statusCode,
  error: outcome.ok ? null : outcome.error,
});

/** The same attempt, a while later. */
const postpone = async (context: DomainContext, scope: Scope, row: DeliveryRow, postponed: number): Promise<void> => {
  const now = context.now();
  const dueAt = new Date(now.getTime() + postponedMs({ postponed, random: Math.random() }));
  const address = { id: row.id, attemptCount: row.attempt_count };
  await context.database
    .scoped(scope)
    .transaction()
    .execute(async (transaction) => {
      const change = { claimed_until: null, next_attempt_at: dueAt };
      if (!(await updatePendingDelivery(transaction, scope, address, change))) return;
      await insertDueAttempts(transaction, scope, now, [
        { ...row, attempt: row.attempt_count + 1, dueAt, postponed: postponed + 1 },
      ]);
    });
  context.wakeRelay();
};

const write = async (
  context: DomainContext,
  scope: Scope,
  attempted: { readonly row: DeliveryRow; readonly dataKey: DataKey; readonly made: MadeAttempt },
): Promise<WrittenState | null> => {
  const state = await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => writeAttempt(transaction, context, scope, attempted));
  context.wakeRelay();
  if (state === null) await forgetErased(context, scope, attempted.row);
  return state;
};

/** A message that was put into a file while its person was erased: the erasure has looked for files already. */
const forgetErased = async (context: DomainContext, scope: Scope, row: DeliveryRow): Promise<void> => {
  const dataKey = await openKey(context, context.database.scoped(scope), scope, row.data_key_id);
  if (dataKey !== null) return;
  const sessionIds = row.session_id === null ? [] : [row.session_id];
  await forgetOutboxFiles(context, { sessionIds, entityId: row.entity_id });
};

interface Ending {
  readonly state: 'dead' | 'cancelled';
  readonly last_error: string | null;
}

const endings: Readonly<Record<Exclude<NotSent, 'endpoint_busy'>, Ending>> = {
  endpoint_deleted: { state: 'cancelled', last_error: 'The webhook endpoint was deleted.' },
  endpoint_disabled: {
    state: 'dead',
    last_error: 'The webhook endpoint is switched off. Enable it, then retry its dead deliveries.',
  },
};

/** Ends a delivery without an attempt. */
const endDelivery = async (
  context: DomainContext,
  scope: Scope,
  address: { readonly id: string; readonly attemptCount: number },
  ending: Ending,
): Promise<void> => {
  const over = { ...ending, claimed_until: null, next_attempt_at: null, finished_at: context.now() };
  const change = ending.state === 'cancelled' ? { ...over, body: null } : over;
  await context.database
    .scoped(scope)
    .transaction()
    .execute((transaction) => updatePendingDelivery(transaction, scope, address, change));
};
