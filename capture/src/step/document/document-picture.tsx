import type { DocumentKind } from '@gatehouse/core/node/view.ts';

interface DocumentPictureProps {
  readonly documentKind: DocumentKind;
  readonly side: 'front' | 'back';
}

const Portrait = () => (
  <g class="picture-portrait">
    <rect x="10" y="14" width="24" height="30" rx="2" />
    <circle cx="22" cy="25" r="5" />
    <path d="M13 43c1-8 5-10 9-10s8 2 9 10" />
  </g>
);

const Zone = ({ lines }: { lines: readonly number[] }) => (
  <g class="picture-zone">
    {lines.map((y) => (
      <path key={y} d={`M10 ${y}h80`} />
    ))}
  </g>
);

/** A drawing of what to show: a passport has photo and zone on one page, the zone of a card is on its back as a rule. */
export const DocumentPicture = ({ documentKind, side }: DocumentPictureProps) => {
  const isPassport = documentKind === 'passport';
  const hasZone = isPassport || side === 'back';
  return (
    <svg class="picture" viewBox="0 0 100 70" aria-hidden="true">
      <rect class="picture-sheet" x="2" y="2" width="96" height="66" rx="5" />
      {side === 'front' && <Portrait />}
      {side === 'front' && <path class="picture-lines" d="M42 18h44M42 27h34M42 36h38" />}
      {hasZone && <Zone lines={isPassport ? [53, 60] : [44, 52, 60]} />}
      {hasZone && !isPassport && <path class="picture-lines" d="M10 14h44M10 23h34" />}
    </svg>
  );
};
