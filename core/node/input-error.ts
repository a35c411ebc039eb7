import type { z } from 'zod';
import { pointerToken } from '../workflow/canonical.ts';
import type { InputError } from '../workflow/event.ts';

type Issue = z.core.$ZodIssue;

/** What zod found wrong, at JSON pointers (RFC 6901) and in sentences. */
export function inputErrors(issues: readonly Issue[]): InputError[] {
  return issues.flatMap((issue) => errorsOf(issue, []));
}

function errorsOf(issue: Issue, above: readonly PropertyKey[]): InputError[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => errorAt([...path, name], issue.code, 'There is no such member'));
  }
  const meant = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
  if (meant !== undefined) return meant.flatMap((inner) => errorsOf(inner, path));
  return [errorAt(path, issue.code, issue.message)];
}

/** Of several forms the one that the author meant: the one that knows all the members. Undefined where that is not one. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const fitting = branches.filter((issues) =>
    issues.every(({ code, path }) => path.length > 0 && code !== 'unrecognized_keys'),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function errorAt(path: readonly PropertyKey[], code: string, message: string): InputError {
  return {
    pointer: path.map((name) => `/${pointerToken(String(name))}`).join(''),
    code,
    sentence: message.endsWith('.') ? message : `${message}.`,
  };
}
