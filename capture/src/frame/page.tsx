import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { ComponentChildren } from 'preact';
import { Handover } from '../handover/handover.tsx';
import type { SessionNotice } from '../session/session-screen.ts';
import { useAccent } from '../style/use-accent.ts';
import type { LanguageChoice } from '../text/use-text.ts';
import { useText } from '../text/use-text.ts';
import { Brand } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Notice } from './notice.tsx';
import { Progress } from './progress.tsx';

interface PageProps {
  readonly choice: LanguageChoice;
  /** Null before the first answer of the server. */
  readonly state: CaptureState | null;
  readonly notice: SessionNotice | null;
  onFollow(isFollowing: boolean): void;
  readonly children: ComponentChildren;
}

/** What stands around every step: the customer's name, the language, how far one is. */
export const Page = ({ choice, state, notice, onFollow, children }: PageProps) => {
  const text = useText();
  useAccent(state?.organization.accentColor ?? null);
  const isUnderWay = state !== null && state.step !== null;
  return (
    <>
      <header>
        {state?.session.isTest === true && <p class="test-banner">{text.page.testSession}</p>}
        <div class="header">
          {state === null ? <span /> : <Brand organization={state.organization} />}
          <LanguageSwitch choice={choice} />
        </div>
      </header>
      <main class="page">
        {state !== null && state.progress !== null && <Progress {...state.progress} />}
        <Notice notice={notice} />
        <div class="card">{children}</div>
        {isUnderWay && <Handover onFollow={onFollow} />}
      </main>
      {isUnderWay && (
        <footer class="footer">
          <p>{text.page.validUntil(state.session.expiresAt)}</p>
        </footer>
      )}
    </>
  );
};
