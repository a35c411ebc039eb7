import type { FieldView } from '@gatehouse/core/node/view.ts';
import type { Failure } from '../../api/failure.ts';
import type { Text } from '../../text/en.ts';

/** Why an answer is refused: by the rules here, or by the server. `detail` is the server's sentence for codes that we do not know. */
export interface Refusal {
  readonly code: string;
  readonly detail: string | null;
}

export type Refusals = Readonly<Record<string, Refusal>>;

export const refusalSentence = (text: Text, field: FieldView, { code, detail }: Refusal): string => {
  const sentences: Readonly<Record<string, (field: FieldView) => string>> = text.fieldProblem;
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  return sentence?.(field) ?? detail ?? text.fieldProblem.other();
};

/** The server's errors by field: a pointer `/input/<field>` (RFC 6901) names it. */
export const refusalsOf = (failure: Failure): Refusals => {
  if (failure.kind !== 'refused') return {};
  const named = failure.errors.flatMap(({ pointer, code, detail }): [string, Refusal][] => {
    const name = /^\/input\/([^/]+)/.exec(pointer)?.[1];
    return name === undefined ? [] : [[name.replaceAll('~1', '/').replaceAll('~0', '~'), { code, detail }]];
  });
  return Object.fromEntries(named);
};
