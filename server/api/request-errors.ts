import { pointerToken } from '@gatehouse/core/workflow/canonical.ts';
import type { InputError } from '@gatehouse/core/workflow/event.ts';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Errors that one answer lists; a body can be wrong in more places than anybody reads. */
const MAX_ERRORS = 50;

/** Our stable words for what a schema finds. */
const codes: Readonly<Record<Issue['code'], string>> = {
  invalid_type: 'invalid_type',
  too_big: 'too_big',
  too_small: 'too_small',
  invalid_format: 'invalid_format',
  not_multiple_of: 'invalid_value',
  unrecognized_keys: 'unknown_member',
  invalid_union: 'invalid_value',
  invalid_key: 'invalid_name',
  invalid_element: 'invalid_value',
  invalid_value: 'invalid_value',
  custom: 'invalid_value',
};

/**
 * What a schema found wrong, as JSON pointers into what was checked. Sentences name what was expected and never repeat
 * the value that was sent.
 */
export const toInputErrors = (error: z.core.$ZodError, sent: unknown): InputError[] =>
  error.issues.flatMap((issue) => toErrors(issue, sent)).slice(0, MAX_ERRORS);

const toErrors = (issue: Issue, sent: unknown): InputError[] => {
  const pointer = toPointer(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${pointerToken(key)}`,
      code: codes.unrecognized_keys,
      sentence: 'There is no member of this name here.',
    }));
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? 'The name is not valid.';
    return [{ pointer, code: codes.invalid_key, sentence: reason }];
  }
  if (isMissing(issue, sent)) return [{ pointer, code: 'required', sentence: 'This member is required.' }];
  return [{ pointer, code: codes[issue.code], sentence: issue.message }];
};

const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((name) => `/${pointerToken(String(name))}`).join('');

/** Whether the member that the issue speaks of was not sent at all. */
const isMissing = (issue: Issue, sent: unknown): boolean => {
  if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value' && issue.code !== 'invalid_union') return false;
  let here: unknown = sent;
  for (const name of issue.path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return true;
    here = Reflect.get(here, name);
  }
  return here === undefined;
};
