import { sessionEventPage } from '@gatehouse/core/contract/event.ts';
import { pageQuery } from '@gatehouse/core/contract/page.ts';
import {
  cancelSessionRequest,
  createdSession,
  createSessionRequest,
  decideSessionRequest,
  giveOutcomeRequest,
  renewLinkRequest,
  session,
  sessionFiles,
  sessionPage,
  sessionQuery,
  sessionResults,
  startRunRequest,
  updateSessionRequest,
  withdrawConsentRequest,
} from '@gatehouse/core/contract/session.ts';
import { z } from 'zod';
import { listFiles } from '../../domain/document/read-file.ts';
import { cancelSession } from '../../domain/session/cancel-session.ts';
import { renewLink, revokeLink } from '../../domain/session/change-link.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { decideSession } from '../../domain/session/decide-session.ts';
import { giveOutcome } from '../../domain/session/give-outcome.ts';
import { listEvents } from '../../domain/session/list-events.ts';
import { getSession, listNodeResults, listSessions } from '../../domain/session/read-session.ts';
import { startRun } from '../../domain/session/start-run.ts';
import { updateMetadata } from '../../domain/session/update-session.ts';
import { withdrawConsent } from '../../domain/session/withdraw-consent.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';
import {
  toCreatedSession,
  toEvent,
  toExpiry,
  toSession,
  toSessionFile,
  toSessionInput,
  toSessionQuery,
  toSessionResults,
} from './translate.ts';

const sessionPath = z.strictObject({ id: z.uuid() });
const nodePath = z.strictObject({ id: z.uuid(), nodeId: z.string().min(1).max(64) });

export const createSessionEndpoint = defineEndpoint({
  summary: 'Make a session; its link is in this answer and nowhere else',
  takes: { ...nothing, body: createSessionRequest },
  gives: createdSession,
  status: 201,
  errors: ['not_found', 'workflow_not_published', 'workflow_archived', 'redirect_url_not_allowed', 'erased'],
  handler: ({ context, scope, body, actor }) =>
    translated(createSession(context, scope, toSessionInput(body, context.now()), actor), toCreatedSession),
});

export const listSessionsEndpoint = defineEndpoint({
  summary: 'Sessions, newest first',
  takes: { ...nothing, query: sessionQuery },
  gives: sessionPage,
  status: 200,
  errors: ['cursor_invalid'],
  handler: async ({ context, scope, query }) => {
    const after = readCursor('sessions', query.cursor);
    if (!after.ok) return after;
    return translated(listSessions(context, scope, toSessionQuery(query, after.value)), (page) => ({
      items: page.sessions.map(toSession),
      nextCursor: writeCursor('sessions', page.next),
    }));
  },
});

export const getSessionEndpoint = defineEndpoint({
  summary: 'One session',
  takes: { ...nothing, params: sessionPath },
  gives: session,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params }) => translated(getSession(context, scope, params.id), toSession),
});

export const cancelSessionEndpoint = defineEndpoint({
  summary: 'End a session that is not over; cancelling a cancelled one again is no error',
  takes: { ...nothing, params: sessionPath, body: cancelSessionRequest },
  gives: session,
  status: 200,
  errors: ['not_found', 'session_over', 'conflict', 'erased'],
  handler: async ({ context, scope, params, body, actor }) => {
    const cancelled = await cancelSession(context, scope, params.id, body.reason ?? null, actor);
    return cancelled.ok ? translated(getSession(context, scope, params.id), toSession) : cancelled;
  },
});

export const listEventsEndpoint = defineEndpoint({
  summary: 'The log of a session, oldest first; of an erased one the headers',
  takes: { ...nothing, params: sessionPath, query: pageQuery },
  gives: sessionEventPage,
  status: 200,
  errors: ['not_found', 'cursor_invalid'],
  handler: async ({ context, scope, params, query }) => {
    const after = readCursor('events', query.cursor);
    if (!after.ok) return after;
    return translated(
      listEvents(context, scope, params.id, { limit: query.limit, after: Number(after.value ?? 0) }),
      (page) => ({ items: page.events.map(toEvent), nextCursor: writeCursor('events', page.next) }),
    );
  },
});

export const listResultsEndpoint = defineEndpoint({
  summary: 'What each node brought in the current run',
  takes: { ...nothing, params: sessionPath },
  gives: sessionResults,
  status: 200,
  errors: ['not_found', 'erased'],
  handler: ({ context, scope, params }) => translated(listNodeResults(context, scope, params.id), toSessionResults),
});

export const updateSessionEndpoint = defineEndpoint({
  summary: 'Set and take away pairs of a session’s metadata',
  takes: { ...nothing, params: sessionPath, body: updateSessionRequest },
  gives: session,
  status: 200,
  errors: ['not_found', 'erased'],
  handler: ({ context, scope, params, body }) =>
    translated(updateMetadata(context, scope, params.id, body.metadata), toSession),
});

export const renewLinkEndpoint = defineEndpoint({
  summary: 'Give the session a new link; the one before stops at once',
  takes: { ...nothing, params: sessionPath, body: renewLinkRequest },
  gives: createdSession,
  status: 200,
  errors: ['not_found', 'session_over', 'conflict', 'erased'],
  handler: ({ context, scope, params, body, actor }) =>
    translated(renewLink(context, scope, params.id, toExpiry(body, context.now()), actor), toCreatedSession),
});

export const revokeLinkEndpoint = defineEndpoint({
  summary: 'Take the session’s link away; no error where it has none',
  takes: { ...nothing, params: sessionPath },
  gives: session,
  status: 200,
  errors: ['not_found'],
  handler: ({ context, scope, params, actor }) => translated(revokeLink(context, scope, params.id, actor), toSession),
});

export const listFilesEndpoint = defineEndpoint({
  summary: 'The photos of a session, each with a link that gives it for ten minutes',
  takes: { ...nothing, params: sessionPath },
  gives: sessionFiles,
  status: 200,
  errors: ['not_found', 'erased'],
  handler: ({ context, scope, params }) =>
    translated(listFiles(context, scope, params.id), (files) => ({ items: files.map(toSessionFile) })),
});

/** What an event from outside can be refused with. */
const eventErrors = ['not_found', 'event_does_not_fit', 'session_over', 'step_moved_on', 'conflict', 'erased'] as const;

export const giveOutcomeEndpoint = defineEndpoint({
  summary: 'Give the outcome of a node that waits for a decision from outside',
  takes: { ...nothing, params: nodePath, body: giveOutcomeRequest },
  gives: session,
  status: 200,
  errors: [...eventErrors, 'input_invalid'],
  handler: async ({ context, scope, params, body, actor }) => {
    const input = {
      node: params.nodeId,
      outcome: body.outcome,
      fields: body.fields ?? {},
      reason: body.reason ?? null,
      attempt: body.attempt,
      run: body.run,
    };
    const given = await giveOutcome(context, scope, params.id, input, actor);
    return given.ok ? translated(getSession(context, scope, params.id), toSession) : given;
  },
});

export const decideSessionEndpoint = defineEndpoint({
  summary: 'Approve or reject a session that is in review',
  takes: { ...nothing, params: sessionPath, body: decideSessionRequest },
  gives: session,
  status: 200,
  errors: [...eventErrors, 'input_invalid'],
  handler: async ({ context, scope, params, body, actor }) => {
    const decided = await decideSession(context, scope, params.id, body, actor);
    return decided.ok ? translated(getSession(context, scope, params.id), toSession) : decided;
  },
});

export const startRunEndpoint = defineEndpoint({
  summary:
    'Let a session that is completed or failed go through a workflow again; what was answered is not asked again',
  takes: { ...nothing, params: sessionPath, body: startRunRequest },
  gives: session,
  status: 201,
  errors: ['not_found', 'event_does_not_fit', 'workflow_not_published', 'workflow_archived', 'conflict', 'erased'],
  handler: async ({ context, scope, params, body, actor }) => {
    const started = await startRun(context, scope, params.id, body, actor);
    return started.ok ? translated(getSession(context, scope, params.id), toSession) : started;
  },
});

export const withdrawConsentEndpoint = defineEndpoint({
  summary: 'Write down that the person takes a consent back; withdrawing twice is no error',
  takes: { ...nothing, params: nodePath, body: withdrawConsentRequest },
  gives: session,
  status: 200,
  errors: [...eventErrors],
  handler: async ({ context, scope, params, body, actor }) => {
    const input = { node: params.nodeId, reason: body.reason ?? null };
    const withdrawn = await withdrawConsent(context, scope, params.id, input, actor);
    return withdrawn.ok ? translated(getSession(context, scope, params.id), toSession) : withdrawn;
  },
});
