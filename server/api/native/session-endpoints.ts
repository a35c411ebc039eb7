import { sessionEventPage } from '@gatehouse/core/contract/event.ts';
import { pageQuery } from '@gatehouse/core/contract/page.ts';
import {
  cancelSessionRequest,
  createdSession,
  createSessionRequest,
  session,
  sessionPage,
  sessionQuery,
  sessionResults,
} from '@gatehouse/core/contract/session.ts';
import { ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { cancelSession } from '../../domain/session/cancel-session.ts';
import { createSession } from '../../domain/session/create-session.ts';
import { listEvents } from '../../domain/session/list-events.ts';
import { getSession, listNodeResults, listSessions } from '../../domain/session/read-session.ts';
import { nothing, translated } from '../endpoint.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { defineEndpoint } from './route.ts';
import { toCreatedSession, toEvent, toSession, toSessionInput, toSessionResults } from './translate.ts';

const sessionPath = z.strictObject({ id: z.uuid() });

export const createSessionEndpoint = defineEndpoint({
  summary: 'Make a session; its link is in this answer and nowhere else',
  takes: { ...nothing, body: createSessionRequest },
  gives: createdSession,
  status: 201,
  errors: ['not_found', 'workflow_not_published', 'redirect_url_not_allowed'],
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
    const page = await listSessions(context, scope, {
      limit: query.limit,
      after: after.value,
      state: query.state ?? null,
      workflowId: query.workflowId ?? null,
    });
    return ok({ items: page.sessions.map(toSession), nextCursor: writeCursor('sessions', page.next) });
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
  summary: 'The log of a session, oldest first',
  takes: { ...nothing, params: sessionPath, query: pageQuery },
  gives: sessionEventPage,
  status: 200,
  errors: ['not_found', 'cursor_invalid', 'erased'],
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
