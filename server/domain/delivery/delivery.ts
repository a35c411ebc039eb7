import type { Scope } from '../../db/scope.ts';
import type { SendOutcome } from './channel-port.ts';
import type { Channel } from './message.ts';

/**
 * One message on its way out.
 *
 * ```mermaid
 * stateDiagram-v2
 *   [*] --> pending
 *   pending --> delivered: an attempt succeeded
 *   pending --> dead: refused for good, or the last attempt failed
 *   dead --> pending: retried by hand
 *   pending --> cancelled
 *   dead --> cancelled
 * ```
 */
export type DeliveryState = 'pending' | 'delivered' | 'dead' | 'cancelled';

/** The clear part of a delivery: what lists show. */
export interface DeliveryRecord {
  readonly id: string;
  readonly channel: Channel;
  readonly state: DeliveryState;
  /** An event type of webhooks, or `notice` for a message to a person. */
  readonly eventType: string;
  readonly endpointId: string | null;
  readonly sessionId: string | null;
  readonly entityId: string | null;
  /** Attempts that ended. */
  readonly attemptCount: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  /** Null where no attempt follows. */
  readonly nextAttemptAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface AttemptRecord {
  /** From 1. */
  readonly number: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly isSuccess: boolean;
  readonly statusCode: number | null;
  readonly error: string | null;
  /** The beginning of the other side's answer; null where there was none, or it was erased. */
  readonly response: string | null;
}

/** Webhooks wait by themselves: their receivers may hang, and people wait for their messages. */
export const deliveryQueues = { webhooks: 'deliver', messages: 'deliver-message' } as const;

/** Where the attempts of a channel wait. */
export const queueOf = (channel: string): string =>
  channel === ('webhook' satisfies Channel) ? deliveryQueues.webhooks : deliveryQueues.messages;

/** The payload of the job that makes one attempt. Once the delivery has more attempts, or is over, it does nothing. */
export interface AttemptAddress extends Scope {
  readonly deliveryId: string;
  /** From 1. */
  readonly attempt: number;
  /** How often this attempt was put off before because its endpoint was busy; left out for never. */
  readonly postponed?: number | undefined;
}

/** An attempt that was made. */
export interface MadeAttempt {
  readonly at: Date;
  readonly durationMs: number;
  readonly outcome: SendOutcome;
}
