import type { FieldView } from '@gatehouse/core/node/view.ts';
import type { TargetedFocusEvent, TargetedInputEvent } from 'preact';
import { useText } from '../../text/use-text.ts';
import type { Draft } from './answer.ts';
import { SsnControl } from './ssn-control.tsx';
import { useCountries } from './use-countries.ts';

export interface ControlProps {
  readonly field: FieldView;
  readonly draft: Draft;
  readonly isInvalid: boolean;
  /** Ids of help and error. */
  readonly describedBy: string | undefined;
  onEdit(draft: Draft): void;
  onLeave(isUnreadable: boolean): void;
}

export const controlId = (name: string): string => `field-${name}`;

export const commonAttributes = ({ field, isInvalid, describedBy }: ControlProps) => ({
  id: controlId(field.name),
  name: field.name,
  autoComplete: field.autocomplete ?? 'off',
  'aria-required': field.required,
  'aria-invalid': isInvalid,
  'aria-describedby': describedBy,
});

/** Dates take the browser's own control: phones bring a good one, and every screen reader knows it. */
const Input = (props: ControlProps) => {
  const { field, draft, onEdit, onLeave } = props;
  const rest = {
    ...commonAttributes(props),
    value: String(draft),
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onEdit(event.currentTarget.value),
    onBlur: (event: TargetedFocusEvent<HTMLInputElement>) => onLeave(event.currentTarget.validity.badInput),
  };
  switch (field.type) {
    case 'date':
      return <input type="date" min={field.earliest ?? undefined} max={field.latest ?? undefined} {...rest} />;
    case 'email':
      return <input type="email" {...rest} />;
    case 'phone':
      return <input type="tel" {...rest} />;
    case 'number':
      return <input type="text" inputMode="decimal" {...rest} />;
    default:
      return <input type="text" {...rest} />;
  }
};

const Select = (props: ControlProps & { readonly options: FieldView['options'] }) => {
  const text = useText();
  const { draft, options, onEdit, onLeave } = props;
  return (
    <select
      {...commonAttributes(props)}
      value={String(draft)}
      onChange={(event) => onEdit(event.currentTarget.value)}
      onBlur={() => onLeave(false)}
    >
      <option value="">{text.form.choose}</option>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
};

const CountrySelect = (props: ControlProps) => <Select {...props} options={useCountries()} />;

const Checkbox = (props: ControlProps) => (
  <input
    {...commonAttributes(props)}
    type="checkbox"
    checked={props.draft === true}
    onChange={(event) => props.onEdit(event.currentTarget.checked)}
    onBlur={() => props.onLeave(false)}
  />
);

export const Control = (props: ControlProps) => {
  switch (props.field.type) {
    case 'checkbox':
      return <Checkbox {...props} />;
    case 'select':
      return <Select {...props} options={props.field.options} />;
    case 'country':
      return <CountrySelect {...props} />;
    case 'ssn':
      return <SsnControl {...props} />;
    default:
      return <Input {...props} />;
  }
};
