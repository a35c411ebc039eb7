import type { TargetedInputEvent } from 'preact';
import { useState } from 'preact/hooks';
import { useText } from '../../text/use-text.ts';
import type { ControlProps } from './control.tsx';
import { commonAttributes } from './control.tsx';
import { editSsn, showSsn } from './ssn.ts';

/** A social security number: dots in groups, and the digits themselves only for as long as the person wants to see them. */
export const SsnControl = (props: ControlProps) => {
  const { form } = useText();
  const [isShown, setShown] = useState(false);
  const digits = String(props.draft);
  const onInput = ({ currentTarget: input }: TargetedInputEvent<HTMLInputElement>) => {
    const edit = editSsn(digits, input.value, input.selectionStart ?? input.value.length);
    // At once, because an edit that changes no digit draws nothing anew.
    input.value = showSsn(edit.digits, isShown);
    input.setSelectionRange(edit.caret, edit.caret);
    props.onEdit(edit.digits);
  };
  return (
    <div class="ssn">
      <input
        {...commonAttributes(props)}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        spellcheck={false}
        value={showSsn(digits, isShown)}
        onInput={onInput}
        onBlur={() => props.onLeave(false)}
      />
      <button type="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? form.hideDigits : form.showDigits}
      </button>
    </div>
  );
};
