import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/failure.ts';
import { Heading } from '../frame/heading.tsx';
import { Message } from '../frame/message.tsx';
import { useSend } from '../step/use-send.ts';
import { failureSentence } from '../text/failure-sentence.ts';
import { useText } from '../text/use-text.ts';

interface WithdrawalProps {
  readonly consents: CaptureState['consents'];
  onWithdraw(node: string): Promise<Failure | null>;
}

/** A consent is as easy to take back as to give (GDPR, article 7 (3)): a small link, and a question so that it is no slip. */
export const Withdrawal = ({ consents, onWithdraw }: WithdrawalProps) => {
  const { withdrawal } = useText();
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  if (consents.length === 0) return null;
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <button ref={opener} type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {withdrawal.open}
      </button>
      {isOpen && <Question consents={consents} onWithdraw={onWithdraw} onClose={close} />}
    </>
  );
};

const Question = ({ consents, onWithdraw, onClose }: WithdrawalProps & { onClose(): void }) => {
  const text = useText();
  const { isSending, failure, send } = useSend();
  const withdraw = (node: string) =>
    send(async () => {
      const refused = await onWithdraw(node);
      if (refused !== null) return refused;
      onClose();
      // What came of it stands at the top.
      scrollTo({ top: 0 });
      return null;
    });
  return (
    <section
      class="withdrawal"
      aria-labelledby="withdrawal-title"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <Heading level="h2" takesFocus id="withdrawal-title">
        {text.withdrawal.title}
      </Heading>
      <p>{text.withdrawal.message}</p>
      <Message>{failure === null ? null : failureSentence(text, failure)}</Message>
      <div class="actions">
        {consents.map(({ node, title }) => (
          <button key={node} type="button" aria-disabled={isSending} onClick={() => withdraw(node)}>
            {text.withdrawal.confirm(title)}
          </button>
        ))}
        <button type="button" class="plain" onClick={onClose}>
          {text.action.cancel}
        </button>
      </div>
    </section>
  );
};
