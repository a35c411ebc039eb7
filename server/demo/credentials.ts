import { hostname } from 'node:os';
import { graph } from '@gatehouse/core/workflow/graph.ts';
import { z } from 'zod';
import type { Environment, Scope } from '../db/scope.ts';
import { system } from '../domain/actor.ts';
import type { DomainContext } from '../domain/context.ts';
import { findCredential } from '../domain/credential/credential.ts';
import { createOrganization } from '../domain/organization/create-organization.ts';
import { findOrganizationByName } from '../domain/organization/find-organization-by-name.ts';
import { findOrganization } from '../domain/organization/read-organization.ts';
import { cancelSession } from '../domain/session/cancel-session.ts';
import { createSession, sessionUrl } from '../domain/session/create-session.ts';
import { getSession, listSessions } from '../domain/session/read-session.ts';
import { expirableStates } from '../domain/session/session.ts';
import { listMembers } from '../domain/user/list-members.ts';
import { createWorkflow } from '../domain/workflow/create-workflow.ts';
import { findPublishedVersion } from '../domain/workflow/find-published-version.ts';
import { publishWorkflow } from '../domain/workflow/publish-workflow.ts';
import { listWorkflows } from '../domain/workflow/read-workflow.ts';
import { readCredentialsFile, withCredentialsLock, writeCredentialsFile } from './credentials-file.ts';
import { type DemoPlace, isInScope, orThrow } from './demo-place.ts';
import { demoGraph, demoWorkflowName } from './demo-workflow.ts';
import { ensureDialects } from './dialects.ts';
import { ensureKey } from './ensure-key.ts';

const demoOrganization = { name: 'Demo', ownerEmail: 'owner@demo.invalid', ownerName: 'Demo owner' };
const demoEnvironment: Environment = 'live';

/**
 * Makes sure of the organization `Demo` with its workflow, keys and an open session, and that the file names them. What is
 * missing in the file, or does not hold in this database, is made anew, and what it replaces is revoked; everything else
 * stays as it is, members that others added too.
 */
export const ensureCredentials = (
  context: DomainContext,
  file: string,
): Promise<{ readonly file: string; readonly sessionUrl: string }> =>
  withCredentialsLock(file, async () => {
    const present = await readCredentialsFile(file);
    const organizationId = await ensureOrganization(context, present.organizationId);
    const scopeIn = (environment: Environment): Scope => ({ organizationId, environment });
    const name = `${file} on ${hostname()}`;
    const ownerUserId = (await listMembers(context, organizationId))[0]?.id ?? '';
    const place: DemoPlace = { context, organizationId, ownerUserId, name };
    const keys = {
      ...present.keys,
      live: await ensureKey(place, 'live', present.keys?.live),
      test: await ensureKey(place, 'test', present.keys?.test),
    };
    const demoScope = scopeIn(demoEnvironment);
    const workflowId = await ensureWorkflow(context, demoScope, present.demo?.workflowId);
    const url = await ensureSession(context, demoScope, workflowId, { name, url: present.demo?.sessionUrl });
    const demo = { environment: demoEnvironment, workflowId, sessionUrl: url };
    // Ours first and in one order, so that a start which changes nothing leaves the file as it was.
    const ours = {
      baseUrl: context.baseUrl,
      organizationId,
      keys,
      demo: { ...demo, ...present.demo, ...demo },
      ...(await ensureDialects(place, present)),
    };
    await writeCredentialsFile(file, { ...ours, ...present, ...ours });
    return { file, sessionUrl: url };
  });

const isId = (text: string | undefined): text is string => z.uuid().safeParse(text).success;

const ensureOrganization = async (context: DomainContext, id: string | undefined): Promise<string> => {
  const named = isId(id) ? await findOrganization(context, id) : null;
  const found = named ?? (await findOrganizationByName(context, demoOrganization.name));
  if (found !== null) return found.id;
  const made = await createOrganization(context, demoOrganization);
  // Not made: another process, with a folder of its own on the same database, was faster.
  const other = made.ok ? null : await findOrganizationByName(context, demoOrganization.name);
  return other === null ? orThrow('organization', made).organizationId : other.id;
};

const ensureWorkflow = async (context: DomainContext, scope: Scope, id: string | undefined): Promise<string> => {
  if (isId(id) && (await findPublishedVersion(context, scope, id, undefined)).ok) return id;
  const found = await findDemoWorkflow(context, scope);
  if (found !== null) return found;
  const input = { name: demoWorkflowName, graph: graph.parse(demoGraph) };
  const { workflow } = await createWorkflow(context, scope, input, system);
  orThrow('workflow', await publishWorkflow(context, scope, { workflowId: workflow.id, draftId: null }, system));
  return workflow.id;
};

const PAGE = 100;

const findDemoWorkflow = async (context: DomainContext, scope: Scope): Promise<string | null> => {
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listWorkflows>> = await listWorkflows(context, scope, { limit: PAGE, after });
    const found = page.workflows.find(({ name, latestVersion }) => name === demoWorkflowName && latestVersion !== null);
    if (found !== undefined) return found.id;
    if (page.next === null) return null;
    after = page.next;
  }
};

/** The link of a session that a person can still go through, at the present base URL. */
const ensureSession = async (
  context: DomainContext,
  scope: Scope,
  workflowId: string,
  { name, url }: { readonly name: string; readonly url: string | undefined },
): Promise<string> => {
  const token = /\/s\/([\w-]+)$/.exec(url ?? '')?.[1] ?? '';
  if (await isSessionOpen(context, scope, workflowId, token)) return sessionUrl(context.baseUrl, token);
  await cancelReplacedSessions(context, scope, workflowId, name);
  const input = { workflowId, entity: { kind: 'person' }, metadata: { [demoMark]: name } } as const;
  return orThrow('session', await createSession(context, scope, input, system)).url;
};

/** In the metadata of a demo session: whose file has its link. */
const demoMark = 'demo';

/** A link that the file has lost is not left open behind its back. */
const cancelReplacedSessions = async (
  context: DomainContext,
  scope: Scope,
  workflowId: string,
  name: string,
): Promise<void> => {
  for (let after: string | null = null; ; ) {
    const listed: Awaited<ReturnType<typeof listSessions>> = await listSessions(context, scope, {
      limit: PAGE,
      after,
      workflowId,
    });
    if (!listed.ok) throw new Error(listed.error.detail);
    const page = listed.value;
    for (const { id, metadata, state } of page.sessions) {
      if (metadata[demoMark] !== name || !expirableStates.includes(state)) continue;
      await cancelSession(context, scope, id, 'A new demo session replaces it.', system);
    }
    if (page.next === null) return;
    after = page.next;
  }
};

const isSessionOpen = async (
  context: DomainContext,
  scope: Scope,
  workflowId: string,
  token: string,
): Promise<boolean> => {
  const now = context.now();
  const link = await findCredential(context.database, 'link', token, now);
  if (link === null || !isInScope(link, scope)) return false;
  const session = await getSession(context, scope, link.subjectId);
  if (!session.ok || session.value.workflowId !== workflowId) return false;
  return expirableStates.includes(session.value.state) && session.value.expiresAt > now;
};
