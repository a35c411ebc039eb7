import type * as contract from '@gatehouse/core/contract/entity.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Entity = contract.EntityAnswer;
export type EntitySummary = contract.EntitySummaryAnswer;
export type EntityExport = contract.EntityExportAnswer;
export type NewEntity = z.input<typeof contract.createEntityRequest>;
export type EntityFilter = Partial<Omit<z.output<typeof contract.entityQuery>, 'cursor'>>;

/** The people and companies that are verified. */
export const entities = (send: Send) => {
  const at = (id: string, rest = ''): string => `/entities/${encodeURIComponent(id)}${rest}`;
  return {
    create: (body: NewEntity, options?: CallOptions): Promise<Entity> =>
      send({ method: 'POST', path: '/entities', body }, options),
    get: (id: string, options?: CallOptions): Promise<Entity> => send({ method: 'GET', path: at(id) }, options),
    /** Newest first. */
    list: (filter: EntityFilter = {}, options?: CallOptions): List<EntitySummary> =>
      createList(send, '/entities', filter, options),
    update: (id: string, body: z.input<typeof contract.updateEntityRequest>, options?: CallOptions): Promise<Entity> =>
      send({ method: 'PATCH', path: at(id), body }, options),
    /** Everything that is kept of it, for the person who asks. */
    export: (id: string, options?: CallOptions): Promise<EntityExport> =>
      send({ method: 'POST', path: at(id, '/export') }, options),
    /** Erases it for good, with its sessions. */
    erase: (id: string, body: z.input<typeof contract.eraseEntityRequest>, options?: CallOptions): Promise<Entity> =>
      send({ method: 'POST', path: at(id, '/erase'), body }, options),
  };
};
