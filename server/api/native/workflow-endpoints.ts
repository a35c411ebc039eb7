import { nodeTypeList } from '@gatehouse/core/contract/node-type.ts';
import { pageQuery } from '@gatehouse/core/contract/page.ts';
import {
  createWorkflowRequest,
  draft,
  lintAnswer,
  lintGraphRequest,
  lintWorkflowRequest,
  publishWorkflowRequest,
  updateDraftRequest,
  workflowPage,
  workflowVersion,
  workflowWithDrafts,
} from '@gatehouse/core/contract/workflow.ts';
import { nodeTypes } from '@gatehouse/core/node/catalogue.ts';
import { fail, ok } from '@gatehouse/core/result.ts';
import { lint } from '@gatehouse/core/workflow/lint.ts';
import { z } from 'zod';
import { createWorkflow } from '../../domain/workflow/create-workflow.ts';
import { findVersion } from '../../domain/workflow/find-version.ts';
import { lintWorkflow } from '../../domain/workflow/lint-workflow.ts';
import { publishWorkflow } from '../../domain/workflow/publish-workflow.ts';
import { getDraft, getWorkflow, listWorkflows } from '../../domain/workflow/read-workflow.ts';
import { updateDraft } from '../../domain/workflow/update-draft.ts';
import { notFound } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';
import { toDraft, toLint, toNodeType, toVersion, toWorkflow, toWorkflowWithDrafts } from './translate.ts';

const workflowPath = z.strictObject({ id: z.uuid() });
const draftPath = z.strictObject({ id: z.uuid(), draftId: z.uuid() });
const versionPath = z.strictObject({ id: z.uuid(), number: z.coerce.number().pipe(z.int32().min(1)) });

/** The catalogue never changes while the program runs, and its JSON Schemas take a while to make. */
const catalogue = { items: nodeTypes.flatMap((type) => toNodeType(type) ?? []) };

export const listNodeTypesEndpoint = defineEndpoint({
  summary: 'The node catalogue',
  takes: nothing,
  gives: nodeTypeList,
  status: 200,
  errors: [],
  handler: async () => ok(catalogue),
});

export const lintGraphEndpoint = defineEndpoint({
  summary: 'What lint says of a graph; nothing is kept',
  takes: { ...nothing, body: lintGraphRequest },
  gives: lintAnswer,
  status: 200,
  errors: [],
  handler: async ({ body }) => ok(toLint(lint(body.graph))),
});

export const createWorkflowEndpoint = defineEndpoint({
  summary: 'Make a workflow; the graph becomes its first draft',
  takes: { ...nothing, body: createWorkflowRequest },
  gives: workflowWithDrafts,
  status: 201,
  errors: [],
  handler: async ({ context, scope, body, actor }) => {
    const { workflow, draft } = await createWorkflow(context, scope, body, actor);
    return ok(toWorkflowWithDrafts({ ...workflow, drafts: [draft] }));
  },
});

export const listWorkflowsEndpoint = defineEndpoint({
  summary: 'Workflows, newest first',
  takes: { ...nothing, query: pageQuery },
  gives: workflowPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('workflows', query.cursor);
    if (!after.ok) return after;
    const page = await listWorkflows(context, scope, { limit: query.limit, after: after.value });
    return ok({ items: page.workflows.map(toWorkflow), nextCursor: writeCursor('workflows', page.next) });
  },
});

export const getWorkflowEndpoint = defineEndpoint({
  summary: 'One workflow with its drafts',
  takes: { ...nothing, params: workflowPath },
  gives: workflowWithDrafts,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(getWorkflow(context, scope, params.id), toWorkflowWithDrafts),
});

export const getDraftEndpoint = defineEndpoint({
  summary: 'One draft with its graph',
  takes: { ...nothing, params: draftPath },
  gives: draft,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(getDraft(context, scope, params.id, params.draftId), toDraft),
});

export const updateDraftEndpoint = defineEndpoint({
  summary: 'Replace a draft’s graph',
  takes: { ...nothing, params: draftPath, body: updateDraftRequest },
  gives: draft,
  status: 200,
  errors: ['not_found', 'conflict'],
  handler: ({ context, scope, params, body }) =>
    translated(updateDraft(context, scope, { workflowId: params.id, draftId: params.draftId, ...body }), toDraft),
});

export const lintWorkflowEndpoint = defineEndpoint({
  summary: 'What lint says of a draft',
  takes: { ...nothing, params: workflowPath, body: lintWorkflowRequest },
  gives: lintAnswer,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, body }) =>
    translated(lintWorkflow(context, scope, params.id, body.draftId ?? null), toLint),
});

export const publishWorkflowEndpoint = defineEndpoint({
  summary: 'Make a draft the next version; one that equals the newest version gives that version back',
  takes: { ...nothing, params: workflowPath, body: publishWorkflowRequest },
  gives: workflowVersion,
  status: 200,
  errors: ['not_found', 'graph_invalid'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(
      publishWorkflow(context, scope, { workflowId: params.id, draftId: body.draftId ?? null }, actor),
      toVersion,
    ),
});

export const getVersionEndpoint = defineEndpoint({
  summary: 'One published version with its graph',
  takes: { ...nothing, params: versionPath },
  gives: workflowVersion,
  status: 200,
  errors: ['not_found'],
  handler: async ({ context, scope, params }) => {
    const version = await findVersion(context, scope, params.id, params.number);
    return version === null ? fail(notFound('version')) : ok(toVersion(version));
  },
});
