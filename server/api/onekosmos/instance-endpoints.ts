import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { subject } from '../../domain/actor.ts';
import type { DomainContext } from '../../domain/context.ts';
import { pageSessions } from '../../domain/session/page-sessions.ts';
import { findByAccessCode } from '../../domain/workflow/direct-access.ts';
import { getWorkflow } from '../../domain/workflow/read-workflow.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { callerOf } from '../wrong-credential-limit.ts';
import { communityOf, communityPath } from './community.ts';
import { type CreatedInstance, createInstance } from './create-instance.ts';
import { listBody, toPageQuery } from './list-query.ts';
import { hiddenType, nodeNamesOf } from './node-names.ts';
import { readInstance } from './read-instance.ts';
import { readMetadataParameter } from './read-metadata.ts';
import { defineEndpoint, scopeOf } from './route.ts';
import { personOf } from './summary.ts';
import {
  instanceUrl,
  toInstanceId,
  toNodeStatus,
  toResultData,
  toStatus,
  toSummary,
  toTime,
  toWorkflowId,
} from './translate.ts';
import { tooOften, turnsWithin } from './turns.ts';

const accessCodePath = z.object({ accessCode: z.string().min(1).max(64) });
const metadataQuery = z.object({ metadata_b64: z.string().max(32_000).optional() });
const madeByCode = z.object({ instanceUrl: z.string(), wfInstanceId: z.string() });

const createErrors = ['not_found', 'workflow_not_published', 'workflow_archived', 'redirect_url_not_allowed'] as const;

/** A code has 36 bits: who has guessed too often is answered no more, or the right guess would still pass. */
const wrongCodes = turnsWithin(30, 60_000);

/** Everybody who knows a code makes instances by it. */
const madeByCodes = turnsWithin(600, 60_000);

const createByCode = async (
  context: DomainContext,
  address: string,
  { accessCode, metadata_b64: text }: { readonly accessCode: string; readonly metadata_b64?: string | undefined },
): Promise<Result<CreatedInstance, DomainError>> => {
  const caller = callerOf(address);
  if (!wrongCodes.isLeft(context, caller)) return fail(tooManyCodes);
  const found = await findByAccessCode(context, accessCode);
  if (!found.ok) {
    wrongCodes.take(context, caller);
    return fail(unknownCode);
  }
  if (!madeByCodes.take(context, caller)) return fail(tooManyCodes);
  const metaData = text === undefined || text === '' ? ok({}) : readMetadataParameter(text);
  if (!metaData.ok) return metaData;
  const { scope, workflowId } = found.value;
  return createInstance(context, scope, { workflowId, metaData: metaData.value }, subject);
};

/** A code that is switched off is answered like one that nobody has. */
const unknownCode = domainError('not_found', 'No workflow with direct access has this access code.');
const tooManyCodes = tooOften('Too many access codes were sent from this address.');

export const callbackEndpoint = defineEndpoint({
  summary: 'Make an instance by the access code of its workflow',
  takes: { ...nothing, params: accessCodePath, query: metadataQuery },
  gives: madeByCode,
  status: 200,
  errors: [...createErrors, 'rate_limited'],
  handler: ({ context, address, params, query, service }) =>
    translated(createByCode(context, address, { ...params, ...query }), ({ publicId, wfInstanceId }) => ({
      instanceUrl: instanceUrl(service.origin, publicId),
      wfInstanceId,
    })),
});

export const byCodeEndpoint = defineEndpoint({
  summary: 'The same; an extension names itself beside it',
  takes: { ...nothing, params: accessCodePath, query: metadataQuery },
  gives: madeByCode.extend({ token: z.string().optional() }),
  status: 200,
  errors: [...createErrors, 'rate_limited'],
  handler: async ({ context, address, params, query, extensionId, service }) => {
    if (extensionId !== null && !z.guid().safeParse(extensionId).success) return fail(notExtension);
    // Extensions cannot be activated here, and a token is only for one that is.
    return translated(createByCode(context, address, { ...params, ...query }), ({ publicId, wfInstanceId }) => ({
      instanceUrl: instanceUrl(service.origin, publicId),
      wfInstanceId,
    }));
  },
});

const notExtension = domainError('request_invalid', 'x-ext-id: This is not the id of an extension.');

export const createInstanceEndpoint = defineEndpoint({
  summary: 'Make an instance of a workflow',
  takes: {
    ...nothing,
    params: z.object(communityPath),
    body: z.object({ workflowId: z.string().min(1).max(64), metaData: z.record(z.string(), z.json()).nullish() }),
  },
  gives: z.object({ wfInstanceId: z.string(), wfInstanceUrl: z.string() }),
  status: 200,
  errors: createErrors,
  handler: ({ context, scope, body, actor, service }) =>
    translated(
      createInstance(
        context,
        scopeOf({ scope }),
        { workflowId: body.workflowId, metaData: body.metaData ?? {} },
        actor,
      ),
      ({ publicId, wfInstanceId }) => ({ wfInstanceId, wfInstanceUrl: instanceUrl(service.origin, publicId) }),
    ),
});

export const listInstancesEndpoint = defineEndpoint({
  summary: 'Instances, newest first',
  takes: { ...nothing, params: z.object(communityPath), body: listBody },
  gives: z.object({
    list: z.array(
      z.object({ wfInstanceId: z.string(), workflowId: z.string(), status: z.string(), updatedAt: z.string() }),
    ),
    page: z.object({ total: z.int(), index: z.int(), size: z.int() }),
  }),
  status: 200,
  errors: [],
  handler: async ({ context, scope, body }) => {
    const now = context.now();
    const query = toPageQuery(body, now);
    if (!query.ok) return query;
    const { sessions, total } =
      query.value === null ? { sessions: [], total: 0 } : await pageSessions(context, scopeOf({ scope }), query.value);
    const list = sessions.map((session) => ({
      wfInstanceId: toInstanceId(session.publicId),
      workflowId: toWorkflowId(session.workflowId),
      status: toStatus(session, now),
      updatedAt: toTime(session.updatedAt),
    }));
    return ok({ list, page: { total, index: body.pIndex, size: body.pSize } });
  },
});

const instancePath = z.object({ instanceId: z.string().min(1).max(64) });

export const resultSummaryEndpoint = defineEndpoint({
  summary: 'What an instance brought, or how far it is',
  takes: { ...nothing, params: instancePath },
  gives: z.object({
    wfInstanceId: z.string(),
    metaData: z.record(z.string(), z.unknown()),
    workflowId: z.string(),
    tenantId: z.string(),
    communityId: z.string(),
    status: z.string(),
    expiresAt: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    startAt: z.string(),
    summary: z.object({
      person_info: z.object({ firstName: z.string(), lastName: z.string(), dob: z.string() }),
      docsScanned: z.array(z.string()),
    }),
  }),
  status: 200,
  errors: ['not_found', 'erased'],
  handler: ({ context, scope, params }) =>
    translated(readInstance(context, scopeOf({ scope }), params.instanceId), ({ record, nodes }) => ({
      wfInstanceId: toInstanceId(record.publicId),
      metaData: nodes.session.run.given.prefill,
      workflowId: toWorkflowId(record.workflowId),
      ...communityOf(nodes.session.scope),
      status: toStatus({ ...record, hasSubmitted: nodes.hasSubmitted }, context.now()),
      expiresAt: toTime(record.expiresAt),
      createdAt: toTime(record.createdAt),
      updatedAt: toTime(nodes.updatedAt),
      startAt: toTime(record.openedAt),
      summary: { person_info: personOf(nodes.session.run), docsScanned: toSummary(nodes.session.run) },
    })),
});

export const resultsEndpoint = defineEndpoint({
  summary: 'The results of all nodes of an instance that brought one',
  takes: { ...nothing, params: instancePath },
  gives: z.array(z.object({ nodeId: z.string(), nodeType: z.string(), resultData: z.record(z.string(), z.unknown()) })),
  status: 200,
  errors: ['not_found', 'erased'],
  handler: ({ context, scope, params }) =>
    translated(readInstance(context, scopeOf({ scope }), params.instanceId), ({ nodes }) => {
      const names = nodeNamesOf(nodes.session);
      return nodes.nodes.flatMap((record) => {
        const named = names.find(record.node.id);
        if (record.result === null || named === undefined || named.vendorType === hiddenType) return [];
        return [{ nodeId: named.vendorId, nodeType: named.vendorType, resultData: toResultData(record, named) }];
      });
    }),
});

export const getInstanceEndpoint = defineEndpoint({
  summary: 'An instance with its nodes and how far it is with each',
  takes: {
    ...nothing,
    params: z.object({ wfInstanceId: z.string().min(1).max(64), ...communityPath }),
    query: z.object({
      pIndex: z.coerce.number().int().min(0).max(1_000_000).default(0),
      pSize: z.coerce.number().int().min(1).max(100).default(10),
    }),
  },
  gives: z.object({
    workflowId: z.string(),
    workflowName: z.string(),
    wfInstanceId: z.string(),
    createdAt: z.string(),
    expiresAt: z.string(),
    list: z.array(
      z.object({
        nodeId: z.string(),
        nodeType: z.string(),
        status: z.string(),
        createdAt: z.string(),
        updatedAt: z.string(),
      }),
    ),
    page: z.object({ index: z.int(), size: z.int(), total: z.int() }),
  }),
  status: 200,
  errors: ['not_found', 'erased'],
  handler: async ({ context, scope: given, params, query: { pIndex: index, pSize: size } }) => {
    const scope = scopeOf({ scope: given });
    const read = await readInstance(context, scope, params.wfInstanceId);
    if (!read.ok) return read;
    const { record, nodes } = read.value;
    const workflow = await getWorkflow(context, scope, record.workflowId);
    if (!workflow.ok) return workflow;
    const names = nodeNamesOf(nodes.session);
    const shown = nodes.nodes.flatMap((each) => {
      const named = names.find(each.node.id);
      return named === undefined || named.vendorType === hiddenType ? [] : [{ each, named }];
    });
    return ok({
      workflowId: toWorkflowId(record.workflowId),
      workflowName: workflow.value.name,
      wfInstanceId: toInstanceId(record.publicId),
      createdAt: toTime(record.createdAt),
      expiresAt: toTime(record.expiresAt),
      list: shown.slice(index * size, (index + 1) * size).map(({ each, named }) => ({
        nodeId: named.vendorId,
        nodeType: named.vendorType,
        status: toNodeStatus(each.progress),
        createdAt: toTime(each.firstAt),
        updatedAt: toTime(each.lastAt),
      })),
      page: { index, size, total: shown.length },
    });
  },
});
