import type { FormView } from '@gatehouse/core/node/view.ts';
import type { TargetedSubmitEvent } from 'preact';
import type { StepControl } from '../../design/step-layout.tsx';
import { StepLayout } from '../../design/step-layout.tsx';
import { Message } from '../../frame/message.tsx';
import type { Session } from '../../session/use-session.ts';
import { failureSentence } from '../../text/failure-sentence.ts';
import { useText } from '../../text/use-text.ts';
import { ErrorSummary } from './error-summary.tsx';
import { Field } from './field.tsx';
import type { Form } from './use-form.ts';
import { useForm } from './use-form.ts';

/** Controls that hold something that is no value, such as half a date; browsers show their value as empty. */
const unreadableControls = (form: HTMLFormElement): ReadonlySet<string> =>
  new Set(
    [...form.elements].flatMap((control) =>
      control instanceof HTMLInputElement && control.validity.badInput ? [control.name] : [],
    ),
  );

const Buttons = ({ view, form }: { view: FormView; form: Form }) => {
  const text = useText();
  const next = view.nextLabel ?? text.action.continue;
  return (
    <>
      <Message>{form.failure === null ? null : failureSentence(text, form.failure)}</Message>
      {view.requiresCamera !== null && (
        <p class="muted" role="status">
          {form.isMeasuring ? text.form.measuring : text.form.requiresCamera}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={form.isSending}>
          {form.isSending ? text.action.sending : next}
        </button>
        {view.canGoBack && (
          <button type="button" aria-disabled={form.isSending} onClick={form.back}>
            {view.backLabel ?? text.action.back}
          </button>
        )}
      </div>
    </>
  );
};

export const FormStep = ({ view, session }: { view: FormView; session: Session }) => {
  const form = useForm(view, session);
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void form.submit(unreadableControls(event.currentTarget));
  };
  const controls: readonly StepControl[] = [
    ...view.fields.map((field) => ({
      slot: `field:${field.name}` as const,
      content: <Field field={field} form={form} />,
    })),
    { slot: 'buttons', content: <Buttons view={view} form={form} /> },
  ];
  return (
    <form noValidate onSubmit={onSubmit}>
      <StepLayout
        design={view.design}
        title={view.title}
        intro={view.intro}
        notices={
          <ErrorSummary
            key={form.refusedTimes}
            fields={view.fields}
            refusals={form.refusals}
            times={form.refusedTimes}
          />
        }
        controls={controls}
      />
    </form>
  );
};
