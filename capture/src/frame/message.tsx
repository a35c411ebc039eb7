import type { ComponentChildren } from 'preact';

/** One plain sentence about what went wrong, read out at once. */
export const Message = ({ children }: { children: ComponentChildren }) => (
  <div role="alert">{children !== null && <p class="message">{children}</p>}</div>
);
