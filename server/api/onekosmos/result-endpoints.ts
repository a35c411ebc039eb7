import { isObject, own } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import type { DomainContext } from '../../domain/context.ts';
import { noteData } from '../../domain/session/note-data.ts';
import { openSession } from '../../domain/session/open-session.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { none, nothing } from '../endpoint.ts';
import { communityOf, communityPath } from './community.ts';
import { toNote } from './device-note.ts';
import { findVisited } from './find-visited.ts';
import { isAskedAgain, type NextNode, nextNode, type Standing, settle, standingNow, toNextNode } from './next-node.ts';
import { hiddenType, type NodeNames, nodeNamesOf } from './node-names.ts';
import { readInstance } from './read-instance.ts';
import { defineEndpoint, scopeOf } from './route.ts';
import { submitResult } from './submit-result.ts';
import { fromInstanceId, toInstanceId, toNodeStatus, toResultData, toTime, toWorkflowId } from './translate.ts';

const instanceId = z.string().min(1).max(64);
const nodeId = z.string().min(1).max(200);
const freeObject = z.record(z.string(), z.json());

const visitErrors = ['not_found', 'session_over', 'event_does_not_fit', 'rate_limited', 'erased', 'conflict'] as const;

const initiateBody = z.object({
  wfInstanceId: instanceId,
  deviceFingerprint: z.string().max(4_000).nullish(),
});

export const initiateEndpoint = defineEndpoint({
  summary: 'Start an instance; names the first node that a page shows',
  takes: { ...nothing, body: initiateBody },
  gives: z.object({
    wfInstanceId: z.string(),
    nodes: z.array(z.string()),
    nextNodeId: z.string(),
    nextNodeType: z.string(),
  }),
  status: 200,
  errors: visitErrors,
  handler: async ({ context, body }) => {
    const found = await findVisited(context, body.wfInstanceId);
    if (!found.ok) return found;
    const { scope, sessionId } = found.value;
    const opened = await openSession(context, scope, sessionId);
    if (!opened.ok) return opened;
    const { deviceFingerprint } = body;
    if (deviceFingerprint !== null && deviceFingerprint !== undefined) {
      const noted = await noteData(context, scope, sessionId, { deviceFingerprint });
      if (!noted.ok) return noted;
    }
    const standing = await settle(context, opened.value);
    if (!standing.ok) return standing;
    const { wfInstanceId, nextNodeId, nextNodeType } = toNextNode(publicIdOf(body.wfInstanceId), standing.value);
    return ok({ wfInstanceId, nodes: shownNodes(standing.value.names), nextNodeId, nextNodeType });
  },
});

/** The id that found the instance, written as we write it. */
const publicIdOf = (wfInstanceId: string): string => fromInstanceId(wfInstanceId).toLowerCase();

const shownNodes = ({ nodes }: NodeNames): string[] =>
  nodes.filter(({ vendorType }) => vendorType !== hiddenType).map(({ vendorId }) => vendorId);

const submitBody = z.object({
  wfInstanceId: instanceId,
  nodeId,
  nodeType: z.string().max(64).nullish(),
  requestData: freeObject.nullish(),
  result: freeObject.nullish(),
});

export const submitResultEndpoint = defineEndpoint({
  summary: 'Store the result of the node that a page showed; names the node to show next',
  takes: { ...nothing, body: submitBody },
  gives: nextNode,
  status: 200,
  errors: [
    ...visitErrors,
    'step_moved_on',
    'input_invalid',
    'upload_too_large',
    'image_unknown_format',
    'image_heic',
    'image_pdf',
    'image_broken',
    'image_too_large',
  ],
  handler: async ({ context, body }) => {
    const found = await findVisited(context, body.wfInstanceId);
    if (!found.ok) return found;
    const { scope, sessionId } = found.value;
    const submitted = await submitResult(context, scope, sessionId, {
      nodeId: body.nodeId,
      nodeType: body.nodeType ?? null,
      data: body.requestData ?? body.result ?? {},
    });
    if (!submitted.ok) return submitted;
    return answerNext(publicIdOf(body.wfInstanceId), await settle(context, submitted.value));
  },
});

const answerNext = (publicId: string, standing: Result<Standing, DomainError>): Result<NextNode, DomainError> =>
  standing.ok ? ok(toNextNode(publicId, standing.value)) : standing;

const pollBody = z.object({ wfInstanceId: instanceId, nodeId, data: z.json().optional() });

const defineHeldPoll = (summary: string, types: readonly string[] | null) =>
  defineEndpoint({
    summary,
    takes: { ...nothing, body: pollBody },
    gives: nextNode,
    status: 200,
    errors: visitErrors,
    handler: ({ context, body }) => poll(context, body, types),
  });

export const pollEndpoint = defineHeldPoll('What came of a node; an error while there is nothing yet', null);

export const pollLiveIdEndpoint = defineHeldPoll('The same for a node that takes a picture of the face', [
  'liveid_capture',
  'selfie_capture',
]);

const poll = async (
  context: DomainContext,
  body: z.output<typeof pollBody>,
  types: readonly string[] | null,
): Promise<Result<NextNode, DomainError>> => {
  const found = await findVisited(context, body.wfInstanceId);
  if (!found.ok) return found;
  const { scope, sessionId } = found.value;
  if (isObject(body.data)) {
    const noted = await noteData(context, scope, sessionId, toNote(body.data));
    if (!noted.ok) return noted;
  }
  const standing = await standingNow(context, found.value);
  if (!standing.ok) return standing;
  const refusal = refusePoll(standing.value, body.nodeId, types);
  return refusal === null ? ok(toNextNode(publicIdOf(body.wfInstanceId), standing.value)) : fail(refusal);
};

/** Why there is no answer for a node: it is none, or nothing came of it yet. */
const refusePoll = (
  { session: { run }, names, at, isWaiting }: Standing,
  vendorId: string,
  types: readonly string[] | null,
): DomainError | null => {
  const polled = names.findByVendorId(vendorId);
  if (polled === undefined) return domainError('not_found', 'The workflow has no such node.');
  if (types !== null && !types.includes(polled.vendorType)) {
    return domainError('request_invalid', `The node is of the type ${polled.vendorType}, not ${types.join(' or ')}.`);
  }
  const { id } = polled.node;
  if (run.state === 'in_review' && run.endedAt === id) return inReview;
  const hasResult = own(run.results, id) !== undefined || run.endedAt === id;
  const isStillHere = at.node.id === id && run.endedAt !== id;
  if (!isWaiting && (isAskedAgain(run, polled) || (hasResult && !isStillHere))) return null;
  return domainError('event_does_not_fit', 'The result of the node is not available yet.');
};

const inReview = domainError('event_does_not_fit', 'A person reviews what this node brought.');

const nodePath = z.object({ wfInstanceId: instanceId, ...communityPath, nodeId });

export const nodeEndpoint = defineEndpoint({
  summary: 'What is stored for one node of an instance',
  takes: { ...nothing, params: nodePath, query: none },
  gives: z.object({
    wfInstanceId: z.string(),
    nodeId: z.string(),
    nodeType: z.string(),
    workflowId: z.string(),
    tenantId: z.string(),
    communityId: z.string(),
    status: z.string(),
    resultData: z.record(z.string(), z.unknown()),
    createdAt: z.string(),
    updatedAt: z.string(),
  }),
  status: 200,
  errors: ['not_found', 'forbidden', 'erased'],
  handler: async ({ context, params, scope: given }) => {
    const scope = scopeOf({ scope: given });
    const read = await readInstance(context, scope, params.wfInstanceId);
    if (!read.ok) return read;
    const { record: session, nodes } = read.value;
    const named = nodeNamesOf(nodes.session).findByVendorId(params.nodeId);
    if (named?.vendorType === hiddenType) return fail(hidden);
    const record = nodes.nodes.find(({ node }) => node.id === named?.node.id);
    if (named === undefined || record === undefined)
      return fail(domainError('not_found', 'The workflow has no such node.'));
    if (record.progress === 'not_visited')
      return fail(domainError('not_found', 'Nothing is stored for this node yet.'));
    return ok({
      wfInstanceId: toInstanceId(session.publicId),
      nodeId: named.vendorId,
      nodeType: named.vendorType,
      workflowId: toWorkflowId(session.workflowId),
      ...communityOf(scope),
      status: toNodeStatus(record.progress),
      resultData: toResultData(record, named),
      createdAt: toTime(record.firstAt),
      updatedAt: toTime(record.lastAt),
    });
  },
});

const hidden = domainError('forbidden', 'System nodes are not shown.');
