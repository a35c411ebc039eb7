import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface HeadingProps {
  /** `h1` titles a step, `h2` a stage inside it. */
  readonly level: 'h1' | 'h2';
  /** Takes the focus when it appears, so that keyboard and screen reader follow the page. */
  readonly takesFocus: boolean;
  readonly id?: string;
  readonly children: ComponentChildren;
}

export const Heading = ({ level: Level, takesFocus, id, children }: HeadingProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <Level ref={heading} id={id} tabIndex={-1}>
      {children}
    </Level>
  );
};
