import type { FormView } from '@gatehouse/core/node/view.ts';
import type { TargetedSubmitEvent } from 'preact';
import { Heading } from '../../frame/heading.tsx';
import { Message } from '../../frame/message.tsx';
import type { Session } from '../../session/use-session.ts';
import { failureSentence } from '../../text/failure-sentence.ts';
import { useText } from '../../text/use-text.ts';
import { ErrorSummary } from './error-summary.tsx';
import { Field } from './field.tsx';
import { useForm } from './use-form.ts';

/** Controls that hold something that is no value, such as half a date; browsers show their value as empty. */
const unreadableControls = (form: HTMLFormElement): ReadonlySet<string> =>
  new Set(
    [...form.elements].flatMap((control) =>
      control instanceof HTMLInputElement && control.validity.badInput ? [control.name] : [],
    ),
  );

export const FormStep = ({ view, session }: { view: FormView; session: Session }) => {
  const text = useText();
  const form = useForm(view, session);
  const onSubmit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void form.submit(unreadableControls(event.currentTarget));
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      <Heading level="h1" takesFocus>
        {view.title}
      </Heading>
      {view.intro !== null && <p class="intro">{view.intro}</p>}
      <ErrorSummary key={form.refusedTimes} fields={view.fields} refusals={form.refusals} times={form.refusedTimes} />
      {view.fields.map((field) => (
        <Field key={field.name} field={field} form={form} />
      ))}
      <Message>{form.failure === null ? null : failureSentence(text, form.failure)}</Message>
      <div class="actions">
        <button type="submit" class="primary" aria-disabled={form.isSending}>
          {form.isSending ? text.action.sending : text.action.continue}
        </button>
        {view.canGoBack && (
          <button type="button" aria-disabled={form.isSending} onClick={form.back}>
            {text.action.back}
          </button>
        )}
      </div>
    </form>
  );
};
