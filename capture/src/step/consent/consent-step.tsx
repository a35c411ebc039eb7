import type { ConsentView } from '@gatehouse/core/node/view.ts';
import { StepLayout } from '../../design/step-layout.tsx';
import { Message } from '../../frame/message.tsx';
import { Prose } from '../../frame/prose.tsx';
import type { Session } from '../../session/use-session.ts';
import { failureSentence } from '../../text/failure-sentence.ts';
import { useText } from '../../text/use-text.ts';
import { useSend } from '../use-send.ts';

/** A text to agree to. What goes back names the text that was on the screen: its version, and its language. */
export const ConsentStep = ({ view, session }: { view: ConsentView; session: Session }) => {
  const text = useText();
  const { isSending, failure, send } = useSend();
  const { language, textVersion } = view;
  const choose = (accepted: boolean) => send(() => session.submit({ accepted, language, textVersion }));
  const terms = <Prose html={view.html} language={language} />;
  const buttons = (
    <>
      <Message>{failure === null ? null : failureSentence(text, failure)}</Message>
      <div class="actions">
        <button type="button" class="primary" aria-disabled={isSending} onClick={() => choose(true)}>
          {isSending ? text.action.sending : (view.acceptLabel ?? text.consent.accept)}
        </button>
        {view.allowsDecline && (
          <button type="button" aria-disabled={isSending} onClick={() => choose(false)}>
            {view.declineLabel ?? text.consent.decline}
          </button>
        )}
        {view.canGoBack && (
          <button type="button" class="plain" aria-disabled={isSending} onClick={() => send(session.back)}>
            {view.backLabel ?? text.action.back}
          </button>
        )}
      </div>
    </>
  );
  return (
    <StepLayout
      design={view.design}
      title={view.title}
      intro={null}
      controls={[
        { slot: 'text', content: terms },
        { slot: 'buttons', content: buttons },
      ]}
    />
  );
};
