import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { listSessions } from '../../domain/session/read-session.ts';
import { getWorkflow, listWorkflows } from '../../domain/workflow/read-workflow.ts';
import { domainError } from '../../errors.ts';
import { defineKeyedEndpoint, ignored } from '../keyed-route.ts';
import { toListedSession, toListedWorkflow } from './translate.ts';

/** The vendor has no pages here, and lists everything: the newest of it, so that no answer grows for ever. */
const LISTED = 500;

const list = z.object({
  workflows: z.array(z.object({ id: z.string(), name: z.string(), createdAt: z.string() })),
});

/** The vendor knows no 404: an id that names no workflow of the caller's is input that is not valid. */
const unknownWorkflow = domainError('request_invalid', 'There is no workflow with this id.');

export const listWorkflowsEndpoint = defineKeyedEndpoint({
  summary: 'All workflows of the organization, newest first',
  takes: { params: ignored, query: ignored, body: ignored },
  gives: list,
  status: 200,
  errors: [],
  handler: async ({ context, scope }) => {
    const { workflows } = await listWorkflows(context, scope, { limit: LISTED, after: null });
    return ok({ workflows: workflows.map(toListedWorkflow) });
  },
});

export const listWorkflowSessionsEndpoint = defineKeyedEndpoint({
  summary: 'All sessions sent under a workflow, newest first',
  takes: { params: z.object({ workflow_id: z.string() }), query: ignored, body: ignored },
  gives: list,
  status: 200,
  errors: [],
  handler: async ({ context, scope, params }) => {
    const id = z.uuid().safeParse(params.workflow_id);
    if (!id.success) return fail(unknownWorkflow);
    const workflow = await getWorkflow(context, scope, id.data);
    if (!workflow.ok) return fail(unknownWorkflow);
    const listed = await listSessions(context, scope, { limit: LISTED, workflowId: id.data });
    if (!listed.ok) return listed;
    return ok({ workflows: listed.value.sessions.map((session) => toListedSession(session, workflow.value)) });
  },
});
