import type { DesignView } from '@gatehouse/core/node/view.ts';
import { useMemo } from 'preact/hooks';
import { Heading } from '../frame/heading.tsx';
import { slotNames } from './build-design.ts';
import { DesignPart } from './design-part.tsx';
import type { StepControl, StepLayoutProps } from './step-layout.tsx';
import { useHiddenControls } from './use-hidden-controls.ts';
import { useSheets } from './use-sheets.ts';

const parts = ['header', 'body', 'footer'] as const;
type Part = (typeof parts)[number];

/** Where a control is drawn: in a part of the design, in the place that the author marked there or behind everything. */
interface Place {
  readonly part: Part | null;
  readonly isMarked: boolean;
}

const outside: Place = { part: null, isMarked: false };

/** Which part has the author's mark for a control; the first one counts. */
const readMarks = (design: DesignView): ReadonlyMap<string, Part> =>
  new Map([...parts].reverse().flatMap((part) => slotNames(design[part] ?? '').map((name) => [name, part])));

const usePlaces = (design: DesignView, controls: readonly StepControl[], hidden: ReadonlySet<string>) => {
  const marks = useMemo(() => readMarks(design), [design.header, design.body, design.footer]);
  const isMarked = ({ slot }: StepControl): boolean => marks.has(slot) && !hidden.has(slot);
  // The buttons stay last: nobody looks for a question behind them.
  const areButtonsLast = controls.some((control) => control.slot !== 'buttons' && !isMarked(control));
  return (control: StepControl): Place => {
    if (hidden.has(control.slot)) return outside;
    const part = isMarked(control) && !(control.slot === 'buttons' && areButtonsLast) && marks.get(control.slot);
    if (part) return { part, isMarked: true };
    return { part: design.body === null ? null : 'body', isMarked: false };
  };
};

/**
 * Header, body and footer of the author, and our controls in the places that are marked for them. What has no mark comes at
 * the end of the body, and what the author's style hides comes behind it: no design keeps a person from going on. Notices
 * and errors come before the body, in the page's own look.
 */
export const DesignedStep = ({ design, title, intro, notices, controls }: StepLayoutProps & { design: DesignView }) => {
  const sheets = useSheets(design);
  const { step, hidden } = useHiddenControls(design);
  const placeOf = usePlaces(design, controls, hidden);
  const drawn = (part: Part | null) =>
    controls.flatMap((control) => {
      const place = placeOf(control);
      if (place.part !== part) return [];
      const { slot, content } = control;
      return (
        <div
          key={slot}
          class={part === null || place.isMarked ? 'design-control' : 'design-control design-unmarked'}
          slot={place.isMarked ? slot : undefined}
          data-control={slot}
        >
          {content}
        </div>
      );
    });
  const draw = (part: Part) => {
    const html = design[part];
    if (html === null) return null;
    return (
      <DesignPart html={html} sheets={sheets}>
        {drawn(part)}
      </DesignPart>
    );
  };
  const hiddenOnes = drawn(null);
  // The author's own words are the heading; the title is what a screen reader announces the step with.
  const titleClass = design.body === null ? undefined : 'visually-hidden';
  return (
    <div ref={step} class="design">
      {draw('header')}
      <div class="design-own">
        <div class={titleClass}>
          <Heading level="h1" takesFocus>
            {title}
          </Heading>
        </div>
        {intro !== null && <p class="intro">{intro}</p>}
        {notices}
      </div>
      {draw('body')}
      {hiddenOnes.length > 0 && <div class="design-own design-rest">{hiddenOnes}</div>}
      {draw('footer')}
    </div>
  );
};
