import type { Failure } from '../api/failure.ts';
import { Heading } from '../frame/heading.tsx';
import { Icon } from '../frame/icon.tsx';
import { failureSentence } from '../text/failure-sentence.ts';
import { useText } from '../text/use-text.ts';

interface UnreachableStepProps {
  readonly failure: Failure;
  onRetry(): void;
}

/** The first call failed. The page tries again by itself; the button is for who does not want to wait. */
export const UnreachableStep = ({ failure, onRetry }: UnreachableStepProps) => {
  const text = useText();
  return (
    <div class="centre">
      <Icon name="cross" />
      <Heading level="h1" takesFocus>
        {text.link.unreachableTitle}
      </Heading>
      <p role="status">{failureSentence(text, failure)}</p>
      <button type="button" class="primary" onClick={onRetry}>
        {text.action.tryAgain}
      </button>
    </div>
  );
};
