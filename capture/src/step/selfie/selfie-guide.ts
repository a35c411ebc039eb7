import type { Rectangle } from '../camera/grey-frame.ts';

/** Width to height of a face with its hair. */
const RATIO = 0.74;
/** How much of the picture the face may fill: room is left for shoulders and for hands that are not quite still. */
const FILL_WIDTH = 0.78;
const FILL_HEIGHT = 0.74;

/** The box of the oval in which the face belongs, in the pixels of a picture of this size. */
export const ovalFor = (widthPx: number, heightPx: number): Rectangle => {
  const height = Math.min(heightPx * FILL_HEIGHT, (widthPx * FILL_WIDTH) / RATIO);
  const width = height * RATIO;
  return { x: (widthPx - width) / 2, y: (heightPx - height) * 0.45, width, height };
};
