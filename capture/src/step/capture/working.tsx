import type { ComponentChildren } from 'preact';

/** Something goes on that takes a moment. */
export const Working = ({ children }: { children: ComponentChildren }) => (
  <div class="centre" role="status">
    <span class="pulse" aria-hidden="true" />
    <p>{children}</p>
  </div>
);
