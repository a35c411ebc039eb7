import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import { ok, type Result } from '@gatehouse/core/result.ts';
import { currentView, endPage, heldConsents, waitingTitle } from '@gatehouse/core/workflow/current-view.ts';
import { progress } from '@gatehouse/core/workflow/progress.ts';
import type { DomainContext } from '../../domain/context.ts';
import type { OrganizationRecord } from '../../domain/organization/organization.ts';
import { recallOrganization } from '../../domain/organization/recall-organization.ts';
import { sanitizeView } from '../../domain/session/sanitize-view.ts';
import type { LoadedSession } from '../../domain/session/session.ts';
import type { DomainError } from '../../errors.ts';
import type { Visitor } from './route.ts';

/** The session, or its refusal, for the person's page. */
export const presentSession = async (
  { context, language }: { readonly context: DomainContext } & Pick<Visitor, 'language'>,
  session: Result<LoadedSession, DomainError>,
): Promise<Result<CaptureState, DomainError>> => {
  if (!session.ok) return session;
  const organization = await recallOrganization(context, session.value.scope.organizationId);
  return ok(toCaptureState(session.value, organization, { now: context.now(), language }));
};

/** A check takes about a second: asking sooner would only load the machine. */
const POLL_AFTER_MS = 700;
/** What is decided outside takes its time. */
const POLL_OUTSIDE_AFTER_MS = 3_000;

/** The session as the applicant's page draws it, in one language. */
export const toCaptureState = (
  session: LoadedSession,
  organization: OrganizationRecord,
  { now, language }: { readonly now: Date; readonly language: string },
): CaptureState => {
  const { branding } = organization.settings;
  const { run, graph } = session;
  return {
    session: {
      state: session.state,
      isTest: session.scope.environment === 'test',
      expiresAt: session.expiresAt.toISOString(),
    },
    organization: {
      name: branding.name ?? organization.name,
      logoUrl: branding.logoUrl,
      accentColor: branding.accentColor,
    },
    progress: progress(graph, run),
    step: run.phase === 'input' && run.node !== null ? { node: run.node, attempt: run.attempt } : null,
    consents: heldConsents(graph, run, language),
    view: sanitizeView(toView(session, now, language)),
  };
};

const toView = (session: LoadedSession, now: Date, language: string): CaptureState['view'] => {
  const shown = currentView(session.graph, session.run, now.toISOString(), language);
  if (shown !== null) return shown;
  switch (session.state) {
    case 'created':
    case 'active':
    case 'waiting':
      return toWaiting(session, language);
    case 'in_review':
    case 'completed':
      return toEnd('done', session, language);
    case 'expired':
    case 'cancelled':
      return toEnd(session.state, session, language);
    case 'failed':
      return toEnd('error', session, language);
  }
};

const toWaiting = ({ graph, run }: LoadedSession, language: string): CaptureState['view'] =>
  run.phase === 'waiting'
    ? {
        kind: 'waiting',
        title: waitingTitle(graph, run, language),
        waitsFor: 'outside',
        pollAfterMs: POLL_OUTSIDE_AFTER_MS,
      }
    : { kind: 'waiting', title: null, waitsFor: 'check', pollAfterMs: POLL_AFTER_MS };

const toEnd = (
  kind: 'done' | 'expired' | 'cancelled' | 'error',
  session: LoadedSession,
  language: string,
): CaptureState['view'] => ({
  kind,
  title: null,
  ...endPage(session.graph, session.run, language),
  isInReview: session.state === 'in_review',
  redirectUrl: session.redirectUrl,
});
