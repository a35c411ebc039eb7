import type * as contract from '@gatehouse/core/contract/delivery.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Delivery = contract.DeliveryAnswer;
export type DeliveryWithAttempts = contract.DeliveryWithAttemptsAnswer;
export type DeliveryFilter = Partial<Omit<z.output<typeof contract.deliveryQuery>, 'cursor'>>;

/** Messages going out, by webhook, e-mail and SMS. */
export const deliveries = (send: Send) => {
  const at = (id: string, rest = ''): string => `/deliveries/${encodeURIComponent(id)}${rest}`;
  return {
    get: (id: string, options?: CallOptions): Promise<DeliveryWithAttempts> =>
      send({ method: 'GET', path: at(id) }, options),
    /** Newest first. */
    list: (filter: DeliveryFilter = {}, options?: CallOptions): List<Delivery> =>
      createList(send, '/deliveries', filter, options),
    retry: (id: string, options?: CallOptions): Promise<Delivery> =>
      send({ method: 'POST', path: at(id, '/retry') }, options),
    cancel: (id: string, options?: CallOptions): Promise<Delivery> =>
      send({ method: 'POST', path: at(id, '/cancel') }, options),
  };
};
