import { fail, ok } from '@gatehouse/core/result.ts';
import { readNodes } from '../../domain/session/read-nodes.ts';
import { getSession } from '../../domain/session/read-session.ts';
import { startRun } from '../../domain/session/start-run.ts';
import { pageWorkflows, withVersion } from '../../domain/workflow/page-workflows.ts';
import { getWorkflow } from '../../domain/workflow/read-workflow.ts';
import { notFound } from '../../errors.ts';
import { defineKeyedEndpoint, ignored } from '../keyed-route.ts';
import * as contract from './contract.ts';
import { fromVerifaId, toVerifaId } from './ids.ts';
import { toRun, toWorkflow } from './translate.ts';

export const listWorkflowsEndpoint = defineKeyedEndpoint({
  summary: 'List workflows',
  takes: { params: ignored, query: contract.pageQuery, body: ignored },
  gives: contract.workflowList,
  status: 200,
  errors: [],
  handler: async ({ context, scope, query: { limit, offset } }) => {
    const { workflows, total } = await pageWorkflows(context, scope, { limit, offset });
    return ok({ data: workflows.map(toWorkflow), pagination: { total, limit, offset } });
  },
});

export const getWorkflowEndpoint = defineKeyedEndpoint({
  summary: 'Get a workflow',
  takes: { params: contract.workflowPath, query: ignored, body: ignored },
  gives: contract.workflow,
  status: 200,
  errors: ['not_found'],
  handler: async ({ context, scope, params }) => {
    const id = fromVerifaId('wfl', params.workflow_id);
    if (id === null) return fail(notFound('workflow'));
    const workflow = await getWorkflow(context, scope, id);
    return workflow.ok ? ok(toWorkflow(await withVersion(context, scope, workflow.value))) : workflow;
  },
});

export const triggerWorkflowEndpoint = defineKeyedEndpoint({
  summary: 'Trigger a workflow run on an existing session, which must be completed or failed',
  takes: { params: contract.workflowPath, query: ignored, body: contract.triggerRequest },
  gives: contract.triggerAnswer,
  status: 202,
  errors: ['not_found', 'event_does_not_fit'],
  handler: async ({ context, scope, params, body, actor }) => {
    const workflowId = fromVerifaId('wfl', params.workflow_id);
    const sessionId = fromVerifaId('ses', body.session_id);
    if (workflowId === null) return fail(notFound('workflow'));
    if (sessionId === null) return fail(notFound('session'));
    const started = await startRun(context, scope, sessionId, { workflowId }, actor);
    if (!started.ok) return started;
    return ok({
      session_id: toVerifaId('ses', sessionId),
      workflow_id: toVerifaId('wfl', workflowId),
      status: 'processing' as const,
    });
  },
});

export const getWorkflowRunEndpoint = defineKeyedEndpoint({
  summary: 'Get session workflow run',
  takes: { params: contract.sessionPath, query: ignored, body: ignored },
  gives: contract.workflowRun,
  status: 200,
  errors: ['not_found'],
  handler: async ({ context, scope, params }) => {
    const id = fromVerifaId('ses', params.session_id);
    if (id === null) return fail(notFound('session'));
    const nodes = await readNodes(context, scope, id);
    if (!nodes.ok) return nodes;
    const record = await getSession(context, scope, id);
    return record.ok ? ok(toRun(nodes.value, record.value)) : record;
  },
});
