import { useMemo } from 'preact/hooks';
import { AccessContext } from './design/use-pictures.ts';
import { Page } from './frame/page.tsx';
import { useSession } from './session/use-session.ts';
import { Step } from './step/step.tsx';
import { texts } from './text/language.ts';
import { TextContext, useLanguage } from './text/use-text.ts';

/** The applicant's page: one session, in one language, one step at a time. */
export const App = ({ token }: { token: string }) => {
  const choice = useLanguage();
  const access = useMemo(() => ({ token, language: choice.language }), [token, choice.language]);
  const session = useSession(access);
  const state = session.screen.kind === 'ready' ? session.screen.state : null;
  return (
    <TextContext.Provider value={texts[choice.language]}>
      <AccessContext.Provider value={access}>
        <Page choice={choice} state={state} session={session}>
          <Step session={session} />
        </Page>
      </AccessContext.Provider>
    </TextContext.Provider>
  );
};
