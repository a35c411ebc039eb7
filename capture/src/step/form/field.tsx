import type { FieldView } from '@gatehouse/core/node/view.ts';
import { Prose } from '../../frame/prose.tsx';
import type { Text } from '../../text/en.ts';
import { useText } from '../../text/use-text.ts';
import type { ControlProps } from './control.tsx';
import { Control, controlId } from './control.tsx';
import { refusalSentence } from './field-problem.ts';
import type { Form } from './use-form.ts';

const ids = (name: string, parts: Record<string, string | null>): string | undefined => {
  const present = Object.keys(parts).filter((part) => parts[part] !== null);
  return present.length === 0 ? undefined : present.map((part) => `${controlId(name)}-${part}`).join(' ');
};

const Label = ({ field }: { field: FieldView }) => {
  const text = useText();
  return (
    <label for={controlId(field.name)}>
      {field.label} {!field.required && <span class="muted">({text.form.optional})</span>}
    </label>
  );
};

const formatOf = ({ type, mask }: FieldView, { form }: Text): string | null => {
  if (type === 'ssn') return form.ssn;
  return mask === null ? null : form.format(mask);
};

/** One question: its label, help and what is wrong with the answer, all tied to the control. */
export const Field = ({ field, form }: { field: FieldView; form: Form }) => {
  const text = useText();
  if (field.type === 'html') return <Prose html={field.html ?? ''} />;
  const refusal = form.refusals[field.name];
  const parts = {
    help: field.help,
    format: formatOf(field, text),
    error: refusal === undefined ? null : refusalSentence(text, field, refusal),
  };
  const control: ControlProps = {
    field,
    draft: form.drafts[field.name] ?? '',
    isInvalid: refusal !== undefined,
    describedBy: ids(field.name, parts),
    onEdit: (draft) => form.edit(field, draft),
    onLeave: (isUnreadable) => form.leave(field, isUnreadable),
  };
  const isCheckbox = field.type === 'checkbox';
  return (
    <div class={`field${refusal === undefined ? '' : ' field-refused'}`}>
      {isCheckbox ? null : <Label field={field} />}
      {parts.help !== null && (
        <p class="help" id={`${controlId(field.name)}-help`}>
          {parts.help}
        </p>
      )}
      {parts.format !== null && (
        <p class="help" id={`${controlId(field.name)}-format`}>
          {parts.format}
        </p>
      )}
      {parts.error !== null && (
        <p class="field-error" id={`${controlId(field.name)}-error`}>
          {parts.error}
        </p>
      )}
      {isCheckbox ? (
        <div class="checkbox">
          <Control {...control} />
          <Label field={field} />
        </div>
      ) : (
        <Control {...control} />
      )}
    </div>
  );
};
