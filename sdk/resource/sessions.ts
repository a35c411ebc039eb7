import type { SessionEventAnswer } from '@gatehouse/core/contract/event.ts';
import type * as contract from '@gatehouse/core/contract/session.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type Session = contract.SessionAnswer;
export type CreatedSession = contract.CreatedSessionAnswer;
export type SessionEvent = SessionEventAnswer;
export type SessionResults = contract.SessionResultsAnswer;
export type SessionFile = contract.SessionFileAnswer;
export type NewSession = z.input<typeof contract.createSessionRequest>;
export type SessionFilter = Partial<Omit<contract.SessionQuery, 'cursor'>>;

/** Links for people, and what became of them. */
export const sessions = (send: Send) => {
  const at = (id: string, rest = ''): string => `/sessions/${encodeURIComponent(id)}${rest}`;
  const node = (id: string, nodeId: string, rest: string): string =>
    at(id, `/nodes/${encodeURIComponent(nodeId)}/${rest}`);
  return {
    /** Makes a session. Its link is in this answer and nowhere else. */
    create: (body: NewSession, options?: CallOptions): Promise<CreatedSession> =>
      send({ method: 'POST', path: '/sessions', body }, options),
    get: (id: string, options?: CallOptions): Promise<Session> => send({ method: 'GET', path: at(id) }, options),
    /** Newest first. */
    list: (filter: SessionFilter = {}, options?: CallOptions): List<Session> =>
      createList(send, '/sessions', filter, options),
    update: (
      id: string,
      body: z.input<typeof contract.updateSessionRequest>,
      options?: CallOptions,
    ): Promise<Session> => send({ method: 'PATCH', path: at(id), body }, options),
    cancel: (
      id: string,
      body: z.input<typeof contract.cancelSessionRequest> = {},
      options?: CallOptions,
    ): Promise<Session> => send({ method: 'POST', path: at(id, '/cancel'), body }, options),
    /** What each node brought in the current run. */
    results: (id: string, options?: CallOptions): Promise<SessionResults> =>
      send({ method: 'GET', path: at(id, '/results') }, options),
    /** The log, oldest first. */
    events: (id: string, options?: CallOptions): List<SessionEvent> => createList(send, at(id, '/events'), {}, options),
    /** The photos, each with a link that expires. */
    files: (id: string, options?: CallOptions): Promise<{ readonly items: readonly SessionFile[] }> =>
      send({ method: 'GET', path: at(id, '/files') }, options),
    /** A new link; the old one stops at once. */
    renewLink: (
      id: string,
      body: z.input<typeof contract.renewLinkRequest> = {},
      options?: CallOptions,
    ): Promise<CreatedSession> => send({ method: 'POST', path: at(id, '/link'), body }, options),
    revokeLink: (id: string, options?: CallOptions): Promise<Session> =>
      send({ method: 'DELETE', path: at(id, '/link') }, options),
    /** Lets a session that is completed or failed go through a workflow again; what the person answered is not asked again. */
    startRun: (
      id: string,
      body: z.input<typeof contract.startRunRequest> = {},
      options?: CallOptions,
    ): Promise<Session> => send({ method: 'POST', path: at(id, '/runs'), body }, options),
    /** A reviewer's decision of a session in review. */
    decide: (
      id: string,
      body: z.input<typeof contract.decideSessionRequest>,
      options?: CallOptions,
    ): Promise<Session> => send({ method: 'POST', path: at(id, '/decision'), body }, options),
    /** What a waiting node waits for. */
    giveOutcome: (
      id: string,
      nodeId: string,
      body: z.input<typeof contract.giveOutcomeRequest>,
      options?: CallOptions,
    ): Promise<Session> => send({ method: 'POST', path: node(id, nodeId, 'outcome'), body }, options),
    withdrawConsent: (
      id: string,
      nodeId: string,
      body: z.input<typeof contract.withdrawConsentRequest> = {},
      options?: CallOptions,
    ): Promise<Session> => send({ method: 'POST', path: node(id, nodeId, 'withdraw-consent'), body }, options),
  };
};
