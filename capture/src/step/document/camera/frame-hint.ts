import type { Text } from '../../../text/en.ts';
import type { GreyFrame } from '../../camera/grey-frame.ts';
import { deviation, mean, motion } from '../../camera/grey-frame.ts';

export type FrameHint = keyof Text['camera']['hint'];

/** The document inside the guide, made small; the zone in the camera's own pixels, where blur shows; the frame before. */
export interface Frames {
  readonly document: GreyFrame;
  readonly zone: GreyFrame;
  readonly before: GreyFrame | null;
}

/**
 * When to say what. A hint is advice and never keeps anybody from taking the photo, so these are set to stay quiet on a
 * document that the server reads: found on the demo passport under blur, shade and light.
 */
const DARK_MEAN = 60;
const BRIGHT_MEAN = 235;
/** Print on white paper is bright too, but it stands out; light that blinds washes it away. */
const WASHED_OUT_DEVIATION = 30;
const GLARE_LEVEL = 252;
const GLARE_LEAST_SHARE = 0.01;
const GLARE_MOST_SHARE = 0.15;
/** Above this the paper itself is as white as a reflection. */
const GLARE_PAPER_MOST = 225;
const MOTION_MEAN = 9;
const SHARPNESS_LEAST = 0.06;
/** Below this spread there is nothing to read in the frame yet. */
const CONTENT_DEVIATION = 14;

const CELL_PX = 8;

const median = (grey: Uint8Array): number => Uint8Array.from(grey).sort()[grey.length >> 1] ?? 0;

const isBurntOut = ({ grey, width }: GreyFrame, left: number, top: number): boolean => {
  for (let y = top; y < top + CELL_PX; y += 1) {
    for (let x = left; x < left + CELL_PX; x += 1) {
      if ((grey[y * width + x] ?? 0) < GLARE_LEVEL) return false;
    }
  }
  return true;
};

/** The share of small squares in which the light has wiped out everything. */
const burntOutShare = (frame: GreyFrame): number => {
  let cells = 0;
  let burntOut = 0;
  for (let top = 0; top + CELL_PX <= frame.height; top += CELL_PX) {
    for (let left = 0; left + CELL_PX <= frame.width; left += CELL_PX) {
      cells += 1;
      if (isBurntOut(frame, left, top)) burntOut += 1;
    }
  }
  return cells === 0 ? 0 : burntOut / cells;
};

/** How much of the contrast lies between neighbours: letters lose it first when a picture is not sharp. */
export const sharpness = ({ grey, width, height }: GreyFrame): number => {
  let sum = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 1; x < width; x += 1) {
      sum += ((grey[y * width + x] ?? 0) - (grey[y * width + x - 1] ?? 0)) ** 2;
    }
  }
  const spread = deviation(grey);
  return spread === 0 ? 0 : sum / (height * (width - 1)) / (2 * spread ** 2);
};

const hasGlare = (document: GreyFrame): boolean => {
  if (median(document.grey) > GLARE_PAPER_MOST) return false;
  const share = burntOutShare(document);
  return share > GLARE_LEAST_SHARE && share < GLARE_MOST_SHARE;
};

/** What would make a better photo of what the camera sees now. The first thing that is wrong counts. */
export const hintFor = ({ document, zone, before }: Frames): FrameHint => {
  const light = mean(document.grey);
  if (light < DARK_MEAN) return 'too_dark';
  const contrast = deviation(zone.grey);
  if (light > BRIGHT_MEAN && contrast < WASHED_OUT_DEVIATION) return 'too_bright';
  if (motion(document, before) > MOTION_MEAN) return 'hold_still';
  if (hasGlare(document)) return 'glare';
  if (contrast < CONTENT_DEVIATION) return 'fit';
  return sharpness(zone) < SHARPNESS_LEAST ? 'blurred' : 'good';
};
