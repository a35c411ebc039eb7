import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import { useState } from 'preact/hooks';
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
  const [isDone, setDone] = useState(false);
  const withdraw = async (node: string) => {
    const refused = await onWithdraw(node);
    if (refused !== null) return refused;
    setOpen(false);
    setDone(true);
    return null;
  };
  const isOffered = consents.length > 0;
  return (
    <div class="withdrawal">
      <div role="status">{isDone && <p>{withdrawal.done}</p>}</div>
      {isOffered && (
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {withdrawal.open}
        </button>
      )}
      {isOffered && isOpen && <Question consents={consents} onWithdraw={withdraw} onCancel={() => setOpen(false)} />}
    </div>
  );
};

const Question = ({ consents, onWithdraw, onCancel }: WithdrawalProps & { onCancel(): void }) => {
  const text = useText();
  const { isSending, failure, send } = useSend();
  return (
    <section class="withdrawal-question" aria-labelledby="withdrawal-title">
      <Heading level="h2" takesFocus id="withdrawal-title">
        {text.withdrawal.title}
      </Heading>
      <p>{text.withdrawal.message}</p>
      <Message>{failure === null ? null : failureSentence(text, failure)}</Message>
      <div class="actions">
        {consents.map(({ node, title }) => (
          <button key={node} type="button" aria-disabled={isSending} onClick={() => send(() => onWithdraw(node))}>
            {text.withdrawal.confirm(title)}
          </button>
        ))}
        <button type="button" class="plain" onClick={onCancel}>
          {text.action.cancel}
        </button>
      </div>
    </section>
  );
};
