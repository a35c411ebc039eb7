import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { ComponentChildren } from 'preact';
import { Handover } from '../handover/handover.tsx';
import type { Session } from '../session/use-session.ts';
import { useAccent } from '../style/use-accent.ts';
import type { LanguageChoice } from '../text/use-text.ts';
import { useText } from '../text/use-text.ts';
import { Withdrawal } from '../withdrawal/withdrawal.tsx';
import { Brand } from './brand.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Notice } from './notice.tsx';
import { Progress } from './progress.tsx';

interface PageProps {
  readonly choice: LanguageChoice;
  /** Null before the first answer of the server. */
  readonly state: CaptureState | null;
  readonly session: Pick<Session, 'notice' | 'follow' | 'withdraw'>;
  readonly children: ComponentChildren;
}

/** What stands around every step: the customer's name, the language, how far one is. */
export const Page = ({ choice, state, session, children }: PageProps) => {
  const text = useText();
  useAccent(state?.organization.accentColor ?? null);
  const isUnderWay = state !== null && state.step !== null;
  const isDesigned = state !== null && 'design' in state.view && state.view.design !== null;
  return (
    <>
      <header>
        {state?.session.isTest === true && <p class="test-banner">{text.page.testSession}</p>}
        <div class={isDesigned ? 'header header-designed' : 'header'}>
          {state === null ? <span /> : <Brand organization={state.organization} />}
          <LanguageSwitch choice={choice} />
        </div>
      </header>
      <main class={isDesigned ? 'page page-designed' : 'page'}>
        {state !== null && state.progress !== null && <Progress {...state.progress} />}
        <Notice notice={session.notice} />
        <div class={isDesigned ? 'card card-designed' : 'card'}>{children}</div>
        {isUnderWay && state.view.kind !== 'handoff' && <Handover onFollow={session.follow} />}
      </main>
      {state !== null && (
        <footer class="footer">
          {isUnderWay && <p>{text.page.validUntil(state.session.expiresAt)}</p>}
          <Withdrawal consents={state.consents} onWithdraw={session.withdraw} />
        </footer>
      )}
    </>
  );
};
