import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer } from './caller.ts';
import type { Operation } from './document.ts';

/** What is wrong with an answer, or null. */
export type CheckAnswer = (operation: Operation, answer: Answer) => string | null;

/** Formats that the documents use, strictly enough to tell a time from a text. */
const formats = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^\s@]+@[^\s@]+$/,
  uri: /^[a-z][a-z0-9+.-]*:/i,
  ipv4: true,
  ipv6: true,
  cidrv4: true,
  cidrv6: true,
  binary: true,
} as const;

/** Compares answers with what the document says of them: the status, the content type, and JSON against its schema. */
export const createAnswerCheck = (document: object): CheckAnswer => {
  const ajv = new Ajv2020({ strict: false, allErrors: false, formats });
  ajv.addSchema({ ...document, $id: 'document:/' });
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string): ValidateFunction => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `document:/#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  return (operation, { status, contentType, text }) => {
    const documented = operation.answers.get(status);
    if (documented === undefined) return `answers ${status}, which is not documented: ${text.slice(0, 200)}`;
    if (!isOfType(contentType, documented)) return `answers ${status} as ${contentType}, not as ${documented}`;
    if (!documented.endsWith('json')) return null;
    const validate = validatorOf(pointerTo(operation, status, documented));
    if (validate(JSON.parse(text))) return null;
    return `answers ${status} other than its schema says: ${ajv.errorsText(validate.errors)}`;
  };
};

/** `image/*` in a document stands for every image. */
const isOfType = (contentType: string, documented: string): boolean =>
  documented.endsWith('/*') ? contentType.startsWith(documented.slice(0, -1)) : contentType === documented;

const pointerTo = ({ path, method }: Operation, status: number, contentType: string): string =>
  ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', contentType, 'schema']
    .map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('');
