import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FrameHint, GreyFrame } from './frame-hint.ts';
import { hintFor } from './frame-hint.ts';
import { readFrames } from './read-frames.ts';

const EVERY_MS = 250;
/** A hint has to hold this many looks before it is shown, so that the words do not flicker. */
const STEADY_LOOKS = 3;

/** Looks at the camera's picture while it runs and says what would make a better photo. */
export const useFrameHint = (
  video: RefObject<HTMLVideoElement | null>,
  documentKind: DocumentKind,
  isLive: boolean,
): FrameHint => {
  const [hint, setHint] = useState<FrameHint>('fit');
  useEffect(() => {
    if (!isLive) return;
    const canvas = document.createElement('canvas');
    let before: GreyFrame | null = null;
    let candidate: FrameHint = 'fit';
    let looks = 0;
    const look = () => {
      const frames = video.current && readFrames(canvas, video.current, documentKind, before);
      if (frames === null) return;
      before = frames.document;
      const seen = hintFor(frames);
      looks = seen === candidate ? looks + 1 : 1;
      candidate = seen;
      if (looks >= STEADY_LOOKS) setHint(seen);
    };
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }, [isLive, documentKind]);
  return hint;
};
