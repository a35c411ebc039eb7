import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import { guideFor } from './guide.ts';

interface GuideFrameProps {
  readonly documentKind: DocumentKind;
  readonly hasZone: boolean;
  /** The size of the camera's picture; the drawing is laid over it pixel by pixel. */
  readonly width: number;
  readonly height: number;
}

/** Darkens what lies around the document and marks the band in which the lines of letters belong. */
export const GuideFrame = ({ documentKind, hasZone, width, height }: GuideFrameProps) => {
  const { frame, zone } = guideFor(documentKind, width, height);
  const radius = frame.width * 0.03;
  return (
    <svg class="guide" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <mask id="guide-mask">
        <rect width={width} height={height} fill="#fff" />
        <rect {...frame} rx={radius} fill="#000" />
      </mask>
      <rect class="guide-shade" width={width} height={height} mask="url(#guide-mask)" />
      {hasZone && <rect class="guide-zone" {...zone} rx={radius} />}
      <rect class="guide-line" {...frame} rx={radius} />
    </svg>
  );
};
