import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import type { Rectangle } from '../../camera/grey-frame.ts';

/** Width to height in millimetres, and the share of the height that the machine-readable zone takes (ICAO 9303-4 and 9303-5). */
const shapes: Readonly<Record<DocumentKind, { readonly ratio: number; readonly zoneShare: number }>> = {
  passport: { ratio: 125 / 88, zoneShare: 23.2 / 88 },
  identity_card: { ratio: 85.6 / 54, zoneShare: 23.2 / 54 },
};

/** How much of the picture the document may fill: room is left for hands that are not quite still. */
const FILL_WIDTH = 0.92;
const FILL_HEIGHT = 0.84;

export interface Guide {
  readonly frame: Rectangle;
  readonly zone: Rectangle;
}

/** Where the document belongs in a picture of this size, in its pixels. */
export const guideFor = (documentKind: DocumentKind, widthPx: number, heightPx: number): Guide => {
  const { ratio, zoneShare } = shapes[documentKind];
  const width = Math.min(widthPx * FILL_WIDTH, heightPx * FILL_HEIGHT * ratio);
  const height = width / ratio;
  const frame = { x: (widthPx - width) / 2, y: (heightPx - height) / 2, width, height };
  const zoneHeight = height * zoneShare;
  return { frame, zone: { ...frame, y: frame.y + height - zoneHeight, height: zoneHeight } };
};
