import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import { ovalFor } from './selfie-guide.ts';

/** Darkens what lies around the oval in which the face belongs. */
export const SelfieFrame = ({ width, height }: Resolution) => {
  const box = ovalFor(width, height);
  const oval = { cx: box.x + box.width / 2, cy: box.y + box.height / 2, rx: box.width / 2, ry: box.height / 2 };
  return (
    <svg class="guide" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <mask id="guide-mask">
        <rect width={width} height={height} fill="#fff" />
        <ellipse {...oval} fill="#000" />
      </mask>
      <rect class="guide-shade" width={width} height={height} mask="url(#guide-mask)" />
      <ellipse class="guide-line" {...oval} />
    </svg>
  );
};
