const paths = {
  check: 'M7.5 12.5l3 3 6-7',
  clock: 'M12 7v5l3.5 2',
  cross: 'M8.5 8.5l7 7m0-7l-7 7',
} as const;

export type IconName = keyof typeof paths;

/** A sign in a circle; the words beside it say the same. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="12" r="11" />
    <path d={paths[name]} />
  </svg>
);
