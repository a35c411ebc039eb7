import { Message } from '../../frame/message.tsx';
import { useText } from '../../text/use-text.ts';
import type { Sentence } from './use-capture.ts';

/** The photos have arrived, handing in has not: nothing has to be photographed again. */
export const Unsubmitted = ({ sentence, onRetry }: { sentence: Sentence; onRetry(): void }) => {
  const text = useText();
  return (
    <>
      <Message>{sentence(text)}</Message>
      <div class="actions">
        <button type="button" class="primary" onClick={onRetry}>
          {text.action.tryAgain}
        </button>
      </div>
    </>
  );
};
