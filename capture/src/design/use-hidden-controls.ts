import type { DesignView } from '@gatehouse/core/node/view.ts';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface HiddenControls {
  /** The element around the whole step. */
  readonly step: RefObject<HTMLDivElement | null>;
  /** By the names of their slots. */
  readonly hidden: ReadonlySet<string>;
}

/** Old browsers cannot tell: there the author's word counts. */
const isHidden = (control: Element): boolean => control.checkVisibility?.({ visibilityProperty: true }) === false;

/** The controls that lie in a part of the design where the author's style sheet hides them. */
export const useHiddenControls = (design: DesignView): HiddenControls => {
  const step = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  useLayoutEffect(() => {
    const controls = [...(step.current?.querySelectorAll<HTMLElement>('.design-part > [data-control]') ?? [])];
    const found = controls.filter(isHidden).flatMap(({ dataset }) => dataset.control ?? []);
    if (found.length > 0) setHidden(new Set(found));
  }, [design.body, design.styleSheet]);
  return { step, hidden };
};
