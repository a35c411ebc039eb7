import type { FieldView } from '@gatehouse/core/node/view.ts';
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../../text/use-text.ts';
import { controlId } from './control.tsx';
import type { Refusals } from './field-problem.ts';
import { refusalSentence } from './field-problem.ts';

interface ErrorSummaryProps {
  readonly fields: readonly FieldView[];
  readonly refusals: Refusals;
  /** Refused submissions so far; there is a summary from the first on. */
  readonly times: number;
}

const focusControl = (event: MouseEvent, name: string) => {
  event.preventDefault();
  document.getElementById(controlId(name))?.focus();
};

/** What has to be changed, with a link to each field; takes the focus when a submission was refused. */
export const ErrorSummary = ({ fields, refusals, times }: ErrorSummaryProps) => {
  const text = useText();
  const summary = useRef<HTMLElement>(null);
  useEffect(() => summary.current?.focus(), []);
  const refused = fields.flatMap((field) => {
    const refusal = refusals[field.name];
    return refusal === undefined ? [] : [{ field, sentence: refusalSentence(text, field, refusal) }];
  });
  if (times === 0 || refused.length === 0) return null;
  return (
    <section ref={summary} class="error-summary" tabIndex={-1} aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">{text.form.summary(refused.length)}</h2>
      <ul>
        {refused.map(({ field, sentence }) => (
          <li key={field.name}>
            <a href={`#${controlId(field.name)}`} onClick={(event) => focusControl(event, field.name)}>
              {field.label}: {sentence}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};
