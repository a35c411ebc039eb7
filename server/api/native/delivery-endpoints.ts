import { delivery, deliveryPage, deliveryQuery, deliveryWithAttempts } from '@gatehouse/core/contract/delivery.ts';
import { ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { Scope } from '../../db/scope.ts';
import type { DomainContext } from '../../domain/context.ts';
import { cancelDelivery } from '../../domain/delivery/cancel-delivery.ts';
import { getDelivery, listDeliveries } from '../../domain/delivery/read-delivery.ts';
import { retryDelivery } from '../../domain/delivery/retry-delivery.ts';
import type { DomainError } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';
import { toDelivery, toDeliveryWithAttempts } from './translate-delivery.ts';

const deliveryPath = z.strictObject({ id: z.uuid() });

export const listDeliveriesEndpoint = defineEndpoint({
  summary: 'Messages on their way out, newest first',
  takes: { ...nothing, query: deliveryQuery },
  gives: deliveryPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('deliveries', query.cursor);
    if (!after.ok) return after;
    const page = await listDeliveries(context, scope, {
      limit: query.limit,
      after: after.value,
      state: query.state ?? null,
      channel: query.channel ?? null,
      endpointId: query.endpointId ?? null,
      sessionId: query.sessionId ?? null,
    });
    return ok({ items: page.deliveries.map(toDelivery), nextCursor: writeCursor('deliveries', page.next) });
  },
});

export const getDeliveryEndpoint = defineEndpoint({
  summary: 'One delivery with its attempts',
  takes: { ...nothing, params: deliveryPath },
  gives: deliveryWithAttempts,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(getDelivery(context, scope, params.id), toDeliveryWithAttempts),
});

export const retryDeliveryEndpoint = defineEndpoint({
  summary: 'Try a dead delivery again, or a pending one now',
  takes: { ...nothing, params: deliveryPath },
  gives: delivery,
  status: 200,
  errors: ['not_found', 'delivery_over'],
  handler: ({ context, scope, params, actor }) =>
    shownAfter(context, scope, params.id, retryDelivery(context, scope, params.id, actor)),
});

export const cancelDeliveryEndpoint = defineEndpoint({
  summary: 'End a delivery that is pending or dead; cancelling a cancelled one again is no error',
  takes: { ...nothing, params: deliveryPath },
  gives: delivery,
  status: 200,
  errors: ['not_found', 'delivery_over'],
  handler: ({ context, scope, params, actor }) =>
    shownAfter(context, scope, params.id, cancelDelivery(context, scope, params.id, actor)),
});

const shownAfter = async (
  context: DomainContext,
  scope: Scope,
  id: string,
  change: Promise<Result<null, DomainError>>,
) => {
  const changed = await change;
  return changed.ok ? translated(getDelivery(context, scope, id), toDelivery) : changed;
};
