import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import { useEffect, useState } from 'preact/hooks';
import { Heading } from '../frame/heading.tsx';
import { useText } from '../text/use-text.ts';

type WaitingView = Extract<CaptureState['view'], { kind: 'waiting' }>;

const SLOW_AFTER_MS = 15_000;

/** Something works on the server; the session hook asks until there is something else to show. */
export const WaitingStep = ({ view }: { view: WaitingView }) => {
  const text = useText();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const words = view.waitsFor === 'outside' ? text.waiting.outside : text.waiting;
  return (
    <div class="centre">
      <span class="pulse" aria-hidden="true" />
      <Heading level="h1" takesFocus>
        {view.title ?? words.title}
      </Heading>
      <p role="status">{isSlow ? words.slow : words.message}</p>
    </div>
  );
};
