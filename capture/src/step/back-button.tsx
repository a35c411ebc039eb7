import { useState } from 'preact/hooks';
import type { Failure } from '../api/failure.ts';
import { Message } from '../frame/message.tsx';
import type { Session } from '../session/use-session.ts';
import { failureSentence } from '../text/failure-sentence.ts';
import { useText } from '../text/use-text.ts';

/** To the step before. Going back twice is the same step refused by the server, so a second click does no harm. */
export const BackButton = ({ session, label }: { session: Session; label: string | null }) => {
  const text = useText();
  const [failure, setFailure] = useState<Failure | null>(null);
  return (
    <>
      <button type="button" class="plain" onClick={async () => setFailure(await session.back())}>
        {label ?? text.action.back}
      </button>
      <Message>{failure === null ? null : failureSentence(text, failure)}</Message>
    </>
  );
};
