import type { DocumentView } from '@gatehouse/core/node/view.ts';
import { reasonSentences } from '../../text/reason-sentence.ts';
import { useText } from '../../text/use-text.ts';

/** Why another photo is asked for; nothing at the first try. */
export const RetakeNotice = ({
  notices,
  attempt,
  maxAttempts,
}: Pick<DocumentView, 'notices' | 'attempt' | 'maxAttempts'>) => {
  const text = useText();
  if (notices.length === 0) return null;
  return (
    <section class="notice" aria-labelledby="notices-title">
      <h2 id="notices-title">
        {text.document.retake} <span class="muted">({text.document.attempt(attempt, maxAttempts)})</span>
      </h2>
      <ul>
        {reasonSentences(text, notices).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
};
