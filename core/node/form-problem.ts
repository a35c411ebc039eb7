import type { FieldProblem, FieldProblemCode } from './form-rules.ts';

/** English sentences of the problems, for clients of the API; the page has its own in the person's language. */
const sentences: Readonly<Record<FieldProblemCode, (parameters: FieldProblem['parameters']) => string>> = {
  required: () => 'Fill in this field.',
  too_short: ({ minLength }) => `Write at least ${minLength} characters.`,
  too_long: ({ maxLength }) => `Write at most ${maxLength} characters.`,
  mask: ({ mask }) => `Write it in the form ${mask}, where A is a letter, 9 a digit and * either.`,
  not_a_text: () => 'Write a text.',
  not_an_email: () => 'Write an e-mail address like name@example.org.',
  not_a_phone: () => 'Write the number with its country code, like +49 30 1234567.',
  not_an_ssn: () => 'Write a social security number of nine digits, like 123-45-6789.',
  not_a_date: () => 'Write a date that exists, as YYYY-MM-DD.',
  too_early: ({ earliest }) => `Choose ${earliest} or a later date.`,
  too_late: ({ latest }) => `Choose ${latest} or an earlier date.`,
  not_a_country: () => 'Choose a country by its two-letter code (ISO 3166-1).',
  not_an_option: () => 'Choose one of the options.',
  not_a_choice: () => 'Answer with true or false.',
  not_a_number: () => 'Write a number.',
  too_small: ({ minimum }) => `Write ${minimum} or more.`,
  too_big: ({ maximum }) => `Write ${maximum} or less.`,
};

export const fieldProblemSentence = ({ code, parameters }: FieldProblem): string => sentences[code](parameters);
