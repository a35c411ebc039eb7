import { nodeTypeList } from '@gatehouse/core/contract/node-type.ts';
import { pageQuery } from '@gatehouse/core/contract/page.ts';
import {
  createDraftRequest,
  createWorkflowRequest,
  diffAnswer,
  diffQuery,
  draft,
  draftPage,
  lintAnswer,
  lintGraphRequest,
  lintWorkflowRequest,
  publishWorkflowRequest,
  updateDraftRequest,
  updateWorkflowRequest,
  workflow,
  workflowPage,
  workflowQuery,
  workflowVersion,
  workflowVersionPage,
  workflowWithDrafts,
} from '@gatehouse/core/contract/workflow.ts';
import { nodeTypes } from '@gatehouse/core/node/catalogue.ts';
import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { archiveWorkflow, renameWorkflow, unarchiveWorkflow } from '../../domain/workflow/change-workflow.ts';
import { createDraft, discardDraft } from '../../domain/workflow/create-draft.ts';
import { createWorkflow } from '../../domain/workflow/create-workflow.ts';
import { diffWorkflow } from '../../domain/workflow/diff-workflow.ts';
import { findVersion } from '../../domain/workflow/find-version.ts';
import { lintGraph, lintWorkflow } from '../../domain/workflow/lint-workflow.ts';
import { publishWorkflow } from '../../domain/workflow/publish-workflow.ts';
import { getDraft, getWorkflow, listDrafts, listVersions, listWorkflows } from '../../domain/workflow/read-workflow.ts';
import { updateDraft } from '../../domain/workflow/update-draft.ts';
import { notFound } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';
import { toDraft, toLint, toNodeType, toVersion, toWorkflow, toWorkflowWithDrafts } from './translate.ts';
import { toDraftSource, toDraftSummary, toGraphPlace, toVersionSummary } from './translate-workflow.ts';

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
  handler: async ({ context, scope, body }) => ok(toLint(await lintGraph(context, scope, body.graph))),
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
  summary: 'Workflows, newest first; those in the archive only when asked for',
  takes: { ...nothing, query: workflowQuery },
  gives: workflowPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('workflows', query.cursor);
    if (!after.ok) return after;
    const isArchived = query.archived === 'all' ? undefined : query.archived === 'true';
    const page = await listWorkflows(context, scope, { limit: query.limit, after: after.value, isArchived });
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

export const updateWorkflowEndpoint = defineEndpoint({
  summary: 'Rename a workflow',
  takes: { ...nothing, params: workflowPath, body: updateWorkflowRequest },
  gives: workflow,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(renameWorkflow(context, scope, { id: params.id, name: body.name }, actor), toWorkflow),
});

export const archiveWorkflowEndpoint = defineEndpoint({
  summary: 'Put a workflow into the archive: no new sessions and versions; sessions that are there go on',
  takes: { ...nothing, params: workflowPath },
  gives: workflow,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(archiveWorkflow(context, scope, params.id, actor), toWorkflow),
});

export const unarchiveWorkflowEndpoint = defineEndpoint({
  summary: 'Take a workflow out of the archive',
  takes: { ...nothing, params: workflowPath },
  gives: workflow,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(unarchiveWorkflow(context, scope, params.id, actor), toWorkflow),
});

export const createDraftEndpoint = defineEndpoint({
  summary: 'Add a draft: a graph, or a copy of a version or of another draft',
  takes: { ...nothing, params: workflowPath, body: createDraftRequest },
  gives: draft,
  status: 201,
  errors: ['not_found', 'limit_reached'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(createDraft(context, scope, { workflowId: params.id, source: toDraftSource(body) }, actor), toDraft),
});

export const listDraftsEndpoint = defineEndpoint({
  summary: 'Drafts of a workflow without their graphs, newest first',
  takes: { ...nothing, params: workflowPath, query: pageQuery },
  gives: draftPage,
  status: 200,
  errors: ['not_found', 'cursor_invalid'],
  handler: async ({ context, scope, params, query }) => {
    const after = readCursor('drafts', query.cursor);
    if (!after.ok) return after;
    return translated(listDrafts(context, scope, params.id, { limit: query.limit, after: after.value }), (page) => ({
      items: page.drafts.map(toDraftSummary),
      nextCursor: writeCursor('drafts', page.next),
    }));
  },
});

export const discardDraftEndpoint = defineEndpoint({
  summary: 'Delete a draft for good; the answer is what it was',
  takes: { ...nothing, params: draftPath },
  gives: draft,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) =>
    translated(discardDraft(context, scope, { workflowId: params.id, draftId: params.draftId }, actor), toDraft),
});

export const diffWorkflowEndpoint = defineEndpoint({
  summary: 'What differs between two graphs of a workflow, versions or drafts',
  takes: { ...nothing, params: workflowPath, query: diffQuery },
  gives: diffAnswer,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, query }) =>
    translated(
      diffWorkflow(context, scope, params.id, { from: toGraphPlace(query.from), to: toGraphPlace(query.to) }),
      (changes) => ({ items: [...changes] }),
    ),
});

export const listVersionsEndpoint = defineEndpoint({
  summary: 'Versions of a workflow without their graphs, newest first',
  takes: { ...nothing, params: workflowPath, query: pageQuery },
  gives: workflowVersionPage,
  status: 200,
  errors: ['not_found', 'cursor_invalid'],
  handler: async ({ context, scope, params, query }) => {
    const after = readCursor('versions', query.cursor);
    if (!after.ok) return after;
    const place = { limit: query.limit, after: after.value === null ? null : Number(after.value) };
    return translated(listVersions(context, scope, params.id, place), (page) => ({
      items: page.versions.map(toVersionSummary),
      nextCursor: writeCursor('versions', page.next),
    }));
  },
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
  errors: ['not_found', 'graph_invalid', 'workflow_archived'],
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
