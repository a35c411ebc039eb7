import { ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { archiveWorkflow } from '../../domain/workflow/change-workflow.ts';
import { changeDirectAccess } from '../../domain/workflow/direct-access.ts';
import { changeFromSource, createFromSource } from '../../domain/workflow/save-source.ts';
import { listSourceValues, searchWorkflows } from '../../domain/workflow/search-workflows.ts';
import { type PresentWorkflow, readPresentWorkflow } from '../../domain/workflow/source.ts';
import { nothing, translated } from '../endpoint.ts';
import { communityPath } from './community.ts';
import { documentBody } from './document/document.ts';
import { nodeLibrary, nodeLibraryAnswer } from './node-library.ts';
import { defineEndpoint, scopeOf } from './route.ts';
import { fromWorkflowId, toWorkflowId } from './translate.ts';
import {
  ofDocument,
  toChanged,
  toDocument,
  toFilter,
  toListed,
  toNameFilter,
  toPage,
  toSourced,
} from './translate-workflow.ts';

const path = z.object(communityPath);
const id = z.string().max(64).transform(fromWorkflowId).pipe(z.uuid());
const workflowPath = z.object({ ...communityPath, workflowId: id });
const changedPath = z.object({ ...communityPath, id });

const MAX_PAGE_SIZE = 100;
const USUAL_PAGE_SIZE = 10;

/** In a query everything is text, in a body a number is one. */
const queryPage = {
  pIndex: z.coerce.number().pipe(z.int().min(0)).default(0),
  pSize: z.coerce.number().pipe(z.int().min(1).max(MAX_PAGE_SIZE)).default(USUAL_PAGE_SIZE),
};

const page = z.object({ index: z.int(), size: z.int(), total: z.int() });
const workflowId = z.string();

export const listDvcIdsEndpoint = defineEndpoint({
  summary: 'The ids of verification configurations that workflows of the community name',
  takes: { ...nothing, params: path, query: z.object(queryPage) },
  gives: z.object({
    list: z.array(z.object({ journeyType: z.string(), name: z.string(), tag: z.string() })),
    page,
  }),
  status: 200,
  errors: [],
  handler: async ({ context, scope, query }) => {
    const asked = { index: query.pIndex, size: query.pSize };
    const { items, total } = await listSourceValues(
      context,
      scopeOf({ scope }),
      { member: 'dvcId', beside: 'type' },
      asked,
    );
    const list = items.map(({ value, beside }) => ({ journeyType: beside ?? '', name: value, tag: value }));
    return ok({ list, page: toPage(asked, total) });
  },
});

export const searchWorkflowsEndpoint = defineEndpoint({
  summary: 'Workflows by name, in any case: the whole name below 3 characters, else a part of it',
  takes: { ...nothing, params: path, query: z.object({ name: z.string().min(1).max(200), ...queryPage }) },
  gives: z.object({ list: z.array(z.object({ workflowId, name: z.string() })), page }),
  status: 200,
  errors: [],
  handler: async ({ context, scope, query }) => {
    const asked = { index: query.pIndex, size: query.pSize };
    const { items, total } = await searchWorkflows(context, scopeOf({ scope }), toNameFilter(query.name), asked);
    const list = items.map((item) => ({ workflowId: toWorkflowId(item.id), name: item.name }));
    return ok({ list, page: toPage(asked, total) });
  },
});

export const getWorkflowEndpoint = defineEndpoint({
  summary: 'One workflow: its document as it was received, the newest of it',
  takes: { ...nothing, params: workflowPath },
  gives: z.looseObject({
    workflowId,
    name: z.string(),
    nodes: z.array(z.looseObject({})),
  }),
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope: own, params }) => {
    const scope = scopeOf({ scope: own });
    return translated(readPresentWorkflow(context, scope, params.workflowId), (present) => toDocument(scope, present));
  },
});

const directAccess = z
  .object({ regenerate: z.boolean().optional(), enable: z.boolean().optional() })
  .refine(({ regenerate, enable }) => regenerate !== undefined || enable !== undefined, {
    message: 'Give regenerate, enable, or both.',
  })
  .meta({ minProperties: 1 });

export const manageDirectAccessEndpoint = defineEndpoint({
  summary: 'Switch the access code of a workflow on or off, or make a new one',
  takes: { ...nothing, params: changedPath, body: directAccess },
  gives: z.object({ accessCode: z.string(), directAccessEnabled: z.boolean() }),
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, body, actor }) => {
    const change = { regenerate: body.regenerate ?? false, enable: body.enable };
    return translated(
      changeDirectAccess(context, scopeOf({ scope }), params.id, change, actor),
      ({ code, isEnabled }) => ({ accessCode: code ?? '', directAccessEnabled: isEnabled }),
    );
  },
});

const listBody = z.object({
  query: z.record(z.string(), z.json()).nullish(),
  pIndex: z.int().min(0).default(0),
  pSize: z.int().min(1).max(MAX_PAGE_SIZE).default(USUAL_PAGE_SIZE),
});

const listed = z.object({ workflowId, name: z.string(), updatedAt: z.string(), createdAt: z.string() });

export const listWorkflowsEndpoint = defineEndpoint({
  summary: 'Workflows of the community, the last changed first',
  takes: { ...nothing, params: path, body: listBody },
  gives: z.object({ data: z.array(listed), page }),
  status: 200,
  errors: [],
  handler: async ({ context, scope: own, body }) => {
    const scope = scopeOf({ scope: own });
    const asked = { index: body.pIndex, size: body.pSize };
    const filter = toFilter(scope, body.query ?? {});
    if (!filter.ok) return filter;
    if (filter.value === null) return ok({ data: [], page: toPage(asked, 0) });
    const { items, total } = await searchWorkflows(context, scope, filter.value, asked);
    return ok({ data: items.map(toListed), page: toPage(asked, total) });
  },
});

export const createWorkflowEndpoint = defineEndpoint({
  summary: 'Make a workflow of a document; published at once where it says so',
  takes: { ...nothing, params: path, body: documentBody },
  gives: z.object({ workflowId }),
  status: 200,
  errors: ['graph_invalid'],
  handler: async ({ context, scope, body, actor }) => {
    const sourced = toSourced(body);
    if (!sourced.ok) return sourced;
    const made = ofDocument(await createFromSource(context, scopeOf({ scope }), sourced.value, actor));
    return made.ok ? ok({ workflowId: toWorkflowId(made.value.id) }) : made;
  },
});

export const updateWorkflowEndpoint = defineEndpoint({
  summary: 'Change a workflow: members that are given take the place of those of its document',
  takes: { ...nothing, params: changedPath, body: documentBody },
  gives: z.object({}),
  status: 200,
  errors: ['not_found', 'graph_invalid'],
  handler: async ({ context, scope, params, body, actor }) => {
    const change = (present: PresentWorkflow) => toChanged(present, body);
    const made = ofDocument(await changeFromSource(context, scopeOf({ scope }), params.id, change, actor));
    return made.ok ? ok({}) : made;
  },
});

export const deleteWorkflowEndpoint = defineEndpoint({
  summary: 'Delete a workflow: it goes to the archive, and its instances go on',
  takes: { ...nothing, params: workflowPath },
  gives: z.undefined(),
  status: 204,
  errors: ['not_found'],
  handler: async ({ context, scope: own, params, actor }) => {
    const scope = scopeOf({ scope: own });
    const present = await readPresentWorkflow(context, scope, params.workflowId);
    if (!present.ok) return present;
    return translated(archiveWorkflow(context, scope, params.workflowId, actor), () => undefined);
  },
});

export const nodeLibraryEndpoint = defineEndpoint({
  summary: 'The catalogue of nodes, as a builder shows it',
  takes: { ...nothing, params: path },
  gives: nodeLibraryAnswer,
  status: 200,
  errors: [],
  handler: async () => ok(nodeLibrary),
});
