import type {
  DeliveryAnswer,
  DeliveryAttemptAnswer,
  DeliveryWithAttemptsAnswer,
} from '@gatehouse/core/contract/delivery.ts';
import type { AttemptRecord, DeliveryRecord } from '../../domain/delivery/delivery.ts';
import type { DeliveryWithAttempts } from '../../domain/delivery/read-delivery.ts';

export const toDelivery = (delivery: DeliveryRecord): DeliveryAnswer => ({
  id: delivery.id,
  channel: delivery.channel,
  state: delivery.state,
  eventType: delivery.eventType,
  endpointId: delivery.endpointId,
  sessionId: delivery.sessionId,
  entityId: delivery.entityId,
  attemptCount: delivery.attemptCount,
  lastError: delivery.lastError,
  createdAt: delivery.createdAt.toISOString(),
  nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
  finishedAt: delivery.finishedAt?.toISOString() ?? null,
});

export const toDeliveryWithAttempts = (delivery: DeliveryWithAttempts): DeliveryWithAttemptsAnswer => ({
  ...toDelivery(delivery),
  attempts: delivery.attempts.map(toAttempt),
});

const toAttempt = (attempt: AttemptRecord): DeliveryAttemptAnswer => ({
  number: attempt.number,
  at: attempt.at.toISOString(),
  durationMs: attempt.durationMs,
  isSuccess: attempt.isSuccess,
  statusCode: attempt.statusCode,
  error: attempt.error,
  response: attempt.response,
});
