import type { Text } from '../../text/en.ts';
import type { GreyFrame } from '../camera/grey-frame.ts';
import { deviation, drawGrey, mean, motion } from '../camera/grey-frame.ts';
import type { Look } from '../camera/use-frame-hint.ts';
import { ovalFor } from './selfie-guide.ts';

export type SelfieHint = keyof Text['selfie']['hint'];

/** Dark skin in fair light is darker than a document in bad light, so these stay quiet for longer than a document's. */
const DARK_MEAN = 35;
const BRIGHT_MEAN = 235;
const WASHED_OUT_DEVIATION = 30;
const MOTION_MEAN = 9;
/** Below this spread nothing is in the oval yet. */
const CONTENT_DEVIATION = 12;

/** What would make a better picture of a face. The first thing that is wrong counts; none of it keeps anybody from taking it. */
export const selfieHintFor = (face: GreyFrame, before: GreyFrame | null): SelfieHint => {
  const light = mean(face.grey);
  const contrast = deviation(face.grey);
  if (light < DARK_MEAN) return 'too_dark';
  if (light > BRIGHT_MEAN && contrast < WASHED_OUT_DEVIATION) return 'too_bright';
  if (motion(face, before) > MOTION_MEAN) return 'hold_still';
  return contrast < CONTENT_DEVIATION ? 'fit' : 'good';
};

/** Enough to tell light and motion. */
const FACE_WIDTH_PX = 120;

export const lookAtFace: Look<SelfieHint> = (canvas, video, before) => {
  if (video.videoWidth === 0) return null;
  const box = ovalFor(video.videoWidth, video.videoHeight);
  const frame = drawGrey(canvas, video, box, FACE_WIDTH_PX, Math.round((FACE_WIDTH_PX * box.height) / box.width));
  return frame && { hint: selfieHintFor(frame, before), frame };
};
