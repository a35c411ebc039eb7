import {
  createEntityRequest,
  entity,
  entityExport,
  entityPage,
  entityQuery,
  eraseEntityRequest,
  updateEntityRequest,
} from '@gatehouse/core/contract/entity.ts';
import { ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { createEntity } from '../../domain/entity/create-entity.ts';
import { eraseEntity } from '../../domain/entity/erase-entity.ts';
import { exportEntity } from '../../domain/entity/export-entity.ts';
import { getEntity, listEntities } from '../../domain/entity/read-entity.ts';
import { updateEntity } from '../../domain/entity/update-entity.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';
import { toEntity, toEntityExport, toEntitySummary } from './translate-entity.ts';

const entityPath = z.strictObject({ id: z.uuid() });

export const createEntityEndpoint = defineEndpoint({
  summary: 'Make a person or a company for which sessions can be made',
  takes: { ...nothing, body: createEntityRequest },
  gives: entity,
  status: 201,
  errors: [],
  handler: ({ context, scope, body }) => translated(createEntity(context, scope, body), toEntity),
});

export const listEntitiesEndpoint = defineEndpoint({
  summary: 'People and companies, newest first',
  takes: { ...nothing, query: entityQuery },
  gives: entityPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('entities', query.cursor);
    if (!after.ok) return after;
    const page = await listEntities(context, scope, {
      limit: query.limit,
      after: after.value,
      email: query.email ?? null,
      kind: query.kind ?? null,
    });
    return ok({ items: page.entities.map(toEntitySummary), nextCursor: writeCursor('entities', page.next) });
  },
});

export const getEntityEndpoint = defineEndpoint({
  summary: 'One person or company; of an erased one a shell is left',
  takes: { ...nothing, params: entityPath },
  gives: entity,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(getEntity(context, scope, params.id), toEntity),
});

export const updateEntityEndpoint = defineEndpoint({
  summary: 'Correct what is known of a person or a company, for sessions that are made from now on',
  takes: { ...nothing, params: entityPath, body: updateEntityRequest },
  gives: entity,
  status: 200,
  errors: ['not_found', 'erased'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(updateEntity(context, scope, params.id, body, actor), toEntity),
});

export const exportEntityEndpoint = defineEndpoint({
  summary: 'Everything that is kept of a person or a company, in one document; written down in the log of acts',
  takes: { ...nothing, params: entityPath },
  gives: entityExport,
  status: 200,
  errors: ['not_found', 'erased', 'limit_reached'],
  handler: ({ context, scope, params, actor }) =>
    translated(exportEntity(context, scope, params.id, actor), toEntityExport),
});

export const eraseEntityEndpoint = defineEndpoint({
  summary: 'Erase a person or a company with all its sessions, for good; erasing again is no error',
  takes: { ...nothing, params: entityPath, body: eraseEntityRequest },
  gives: entity,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(eraseEntity(context, scope, params.id, body.reason, actor), toEntity),
});
