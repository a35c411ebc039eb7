import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import { useEffect, useRef } from 'preact/hooks';
import { stepKey } from '../session/session-screen.ts';
import type { Session } from '../session/use-session.ts';
import { useText } from '../text/use-text.ts';
import { ClosedStep } from './closed-step.tsx';
import { ConsentStep } from './consent/consent-step.tsx';
import { DocumentStep } from './document/document-step.tsx';
import { EndStep } from './end-step.tsx';
import { FormStep } from './form/form-step.tsx';
import { HandoffStep } from './handoff/handoff-step.tsx';
import { LoadingStep } from './loading-step.tsx';
import { SelfieStep } from './selfie/selfie-step.tsx';
import { UnreachableStep } from './unreachable-step.tsx';
import { WaitingStep } from './waiting-step.tsx';

const useDocumentTitle = (title: string | null): void => {
  const text = useText();
  useEffect(() => {
    document.title = title === null ? text.page.title : `${title} · ${text.page.title}`;
  }, [title, text]);
};

/** Renders what the server sent and nothing else. A new key starts a step from nothing; the same key keeps what was entered. */
export const Step = ({ session }: { session: Session }) => {
  const { screen } = session;
  const lastKind = useRef<DocumentKind | null>(null);
  useDocumentTitle(screen.kind === 'ready' ? screen.state.view.title : null);
  if (screen.kind === 'loading') return <LoadingStep />;
  if (screen.kind === 'closed') return <ClosedStep reason={screen.reason} />;
  if (screen.kind === 'unreachable') return <UnreachableStep failure={screen.failure} onRetry={session.refresh} />;
  const { state } = screen;
  const key = stepKey(state);
  switch (state.view.kind) {
    case 'form':
      return <FormStep key={key} view={state.view} session={session} />;
    case 'document':
      return <DocumentStep key={key} view={state.view} session={session} lastKind={lastKind} />;
    case 'selfie':
      return <SelfieStep key={key} view={state.view} session={session} />;
    case 'consent':
      return <ConsentStep key={key} view={state.view} session={session} />;
    case 'handoff':
      return <HandoffStep key={key} view={state.view} session={session} />;
    case 'waiting':
      return <WaitingStep key={key} view={state.view} />;
    default:
      return <EndStep key={key} view={state.view} organization={state.organization.name} access={session.access} />;
  }
};
