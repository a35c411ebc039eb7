import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import type { GreyFrame, Rectangle } from '../../camera/grey-frame.ts';
import { drawGrey } from '../../camera/grey-frame.ts';
import type { Frames } from './frame-hint.ts';
import { guideFor } from './guide.ts';

/** Enough to tell light and motion, and 4 times a second for nothing even on an old phone. */
const DOCUMENT_WIDTH_PX = 160;
/** The zone is not scaled, only cut out of the middle: scaling would hide the blur. */
const ZONE_MAX_PX = { width: 480, height: 160 } as const;

const middle = (zone: Rectangle): Rectangle => {
  const width = Math.min(zone.width, ZONE_MAX_PX.width);
  const height = Math.min(zone.height, ZONE_MAX_PX.height);
  return { x: zone.x + (zone.width - width) / 2, y: zone.y + (zone.height - height) / 2, width, height };
};

/** What the camera sees inside the guide at this moment; null before the first picture. */
export const readFrames = (
  canvas: HTMLCanvasElement,
  video: HTMLVideoElement,
  documentKind: DocumentKind,
  before: GreyFrame | null,
): Frames | null => {
  if (video.videoWidth === 0) return null;
  const { frame, zone } = guideFor(documentKind, video.videoWidth, video.videoHeight);
  const height = Math.round((DOCUMENT_WIDTH_PX * frame.height) / frame.width);
  const document = drawGrey(canvas, video, frame, DOCUMENT_WIDTH_PX, height);
  const cut = middle(zone);
  const zoneFrame = drawGrey(canvas, video, cut, Math.round(cut.width), Math.round(cut.height));
  return document === null || zoneFrame === null ? null : { document, zone: zoneFrame, before };
};
