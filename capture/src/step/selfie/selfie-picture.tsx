/** A drawing of what to show: head and shoulders, the face in an oval. */
export const SelfiePicture = () => (
  <svg class="picture" viewBox="0 0 100 100" aria-hidden="true">
    <rect class="picture-sheet" x="2" y="2" width="96" height="96" rx="8" />
    <path class="picture-portrait" d="M20 96c2-17 14-22 30-22s28 5 30 22" />
    <path class="picture-portrait" d="M34 42c0-14 7-21 16-21s16 7 16 21-7 24-16 24-16-10-16-24z" />
    <ellipse class="picture-zone" cx="50" cy="44" rx="26" ry="35" />
  </svg>
);
