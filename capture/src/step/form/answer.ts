import type { Answer } from '@gatehouse/core/node/form-rules.ts';
import type { FieldView } from '@gatehouse/core/node/view.ts';

/** What stands in a control: its text, or whether the box is ticked. */
export type Draft = string | boolean;

export type Drafts = Readonly<Record<string, Draft>>;

export const isAnswered = (field: FieldView): boolean => field.type !== 'html';

/** The draft to start with: what the server knows already. */
export const startDraft = ({ type, value }: FieldView): Draft =>
  type === 'checkbox' ? value === true : value === null ? '' : String(value);

/** People write decimals with a comma in many languages; the rules take a point. */
const withPoint = (text: string): string => (text.includes('.') ? text : text.replace(',', '.'));

/** The draft as it is checked and sent; null where nothing was answered. */
export const answerOf = ({ type }: FieldView, draft: Draft): Answer => {
  if (typeof draft === 'boolean') return draft;
  const text = draft.trim();
  if (text === '') return null;
  if (type !== 'number') return text;
  const value = Number(withPoint(text));
  return Number.isNaN(value) ? text : value;
};
