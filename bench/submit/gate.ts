import { graph } from '../../core/workflow/graph.ts';
import type { Scope } from '../../server/db/scope.ts';
import { system } from '../../server/domain/actor.ts';
import type { DomainContext } from '../../server/domain/context.ts';
import { createOrganization } from '../../server/domain/organization/create-organization.ts';
import { createSession } from '../../server/domain/session/create-session.ts';
import { openSession } from '../../server/domain/session/open-session.ts';
import { createWorkflow } from '../../server/domain/workflow/create-workflow.ts';
import { publishWorkflow } from '../../server/domain/workflow/publish-workflow.ts';
import { expectOk } from '../measure/expect-ok.ts';
import type { LoadTarget } from './load-message.ts';

/** A session whose person has opened the link and stands before the form. */
export interface OpenedSession {
  readonly scope: Scope;
  readonly id: string;
  readonly token: string;
}

/** One form that leads to itself, so that each submission is one event, over and over. */
export const loopGraph = graph.parse({
  entry: 'details',
  nodes: [
    {
      id: 'details',
      type: 'form',
      maxAttempts: 1000,
      config: {
        title: { en: 'About you' },
        fields: [
          { name: 'name', type: 'text', label: { en: 'Full name' }, required: true },
          { name: 'birthDate', type: 'date', label: { en: 'Date of birth' }, required: true, latest: 'today' },
          { name: 'country', type: 'country', label: { en: 'Country' }, required: true },
          { name: 'story', type: 'text', label: { en: 'Where the money comes from' }, maxLength: 2000 },
        ],
      },
      on: { next: 'details', unresolved: 'end' },
    },
    { id: 'end', type: 'end', config: { decision: 'rejected' } },
  ],
});

/** The body of a submission: about 1 KB, as hot-path measurements are made with. */
export const submission = {
  name: 'Anna Maria Eriksson',
  birthDate: '1990-08-12',
  country: 'SE',
  story: 'Savings from work as a ship’s engineer, and the sale of a flat. '.repeat(13).trim(),
};

/** The sessions' own requests to the capture API. */
export const captureTargets = (port: number, sessions: readonly OpenedSession[]): LoadTarget[] =>
  sessions.map(({ token }) => ({
    head: `POST /api/capture/submit HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nAccept-Language: en\r\n`,
    body: ['{"node":"details","attempt":', `,"input":${JSON.stringify(submission)}}`],
  }));

/** Organizations that each have the workflow and sessions in front of the form. */
export const addSessions = async (
  context: DomainContext,
  { organizations, sessionsEach }: { readonly organizations: number; readonly sessionsEach: number },
): Promise<OpenedSession[]> => {
  const sessions: OpenedSession[] = [];
  for (let index = 0; index < organizations; index += 1) {
    const { scope, workflowId } = await addOrganization(context);
    const add = () => addSession(context, scope, workflowId);
    for (let made = 0; made < sessionsEach; made += 10)
      sessions.push(...(await Promise.all(Array.from({ length: Math.min(10, sessionsEach - made) }, add))));
  }
  // What making them left to be done (counters, webhooks) would run beside the measurement.
  await context.database.worker.deleteFrom('outbox').execute();
  return sessions;
};

const addOrganization = async (context: DomainContext): Promise<{ scope: Scope; workflowId: string }> => {
  const owner = { name: 'Bench', ownerEmail: `${context.newId()}@example.com`, ownerName: 'Ada Owner' };
  const { organizationId } = expectOk(await createOrganization(context, owner));
  const scope: Scope = { organizationId, environment: 'live' };
  const { workflow } = await createWorkflow(context, scope, { name: 'Loop', graph: loopGraph }, system);
  expectOk(await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  return { scope, workflowId: workflow.id };
};

const addSession = async (context: DomainContext, scope: Scope, workflowId: string): Promise<OpenedSession> => {
  const made = expectOk(await createSession(context, scope, { workflowId, entity: { kind: 'person' } }, system));
  expectOk(await openSession(context, scope, made.session.id));
  return { scope, id: made.session.id, token: made.url.split('/').at(-1) ?? '' };
};
