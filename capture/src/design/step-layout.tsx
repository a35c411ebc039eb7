import type { DesignView } from '@gatehouse/core/node/view.ts';
import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import { Heading } from '../frame/heading.tsx';
import { DesignedStep } from './designed-step.tsx';

/** A part of a step, and the place that a design may have for it. */
export interface StepControl {
  readonly slot: 'text' | 'buttons' | 'qr' | 'summary' | `field:${string}`;
  readonly content: ComponentChildren;
}

export interface StepLayoutProps {
  readonly design: DesignView | null;
  readonly title: string;
  readonly intro: string | null;
  /** What has to be read first, such as why a submission was refused: always in the page's own look. */
  readonly notices?: ComponentChildren;
  /** In the order in which they are drawn where the design has no place for them. */
  readonly controls: readonly StepControl[];
}

/** What every step has: title, introduction, notices, controls; inside the author's design where there is one. */
export const StepLayout = ({ design, ...step }: StepLayoutProps) => {
  if (design !== null) return <DesignedStep design={design} {...step} />;
  return (
    <>
      <Heading level="h1" takesFocus>
        {step.title}
      </Heading>
      {step.intro !== null && <p class="intro">{step.intro}</p>}
      {step.notices}
      {step.controls.map(({ slot, content }) => (
        <Fragment key={slot}>{content}</Fragment>
      ))}
    </>
  );
};
