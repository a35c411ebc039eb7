import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { GreyFrame } from './grey-frame.ts';

/** What a look at the camera's picture found, and the frame with which the next one is compared. */
export interface Seen<Hint> {
  readonly hint: Hint;
  readonly frame: GreyFrame;
}

/** Looks at the present picture; null before the first one. */
export type Look<Hint> = (
  canvas: HTMLCanvasElement,
  video: HTMLVideoElement,
  before: GreyFrame | null,
) => Seen<Hint> | null;

const EVERY_MS = 250;
/** A hint has to hold this many looks before it is shown, so that the words do not flicker. */
const STEADY_LOOKS = 3;

/** Looks at the camera's picture while it runs and says what would make a better photo. */
export const useFrameHint = <Hint extends string>(
  video: RefObject<HTMLVideoElement | null>,
  { isLive, first, look }: { readonly isLive: boolean; readonly first: Hint; readonly look: Look<Hint> },
): Hint => {
  const [hint, setHint] = useState(first);
  useEffect(() => {
    if (!isLive) return;
    const canvas = document.createElement('canvas');
    let before: GreyFrame | null = null;
    let candidate = first;
    let looks = 0;
    const lookOnce = () => {
      const seen = video.current && look(canvas, video.current, before);
      if (seen === null) return;
      before = seen.frame;
      looks = seen.hint === candidate ? looks + 1 : 1;
      candidate = seen.hint;
      if (looks >= STEADY_LOOKS) setHint(seen.hint);
    };
    const timer = setInterval(lookOnce, EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive, look]);
  return hint;
};
