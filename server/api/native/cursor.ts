import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import { type DomainError, domainError } from '../../errors.ts';

/** The lists that have cursors, and how the place of an item in each is written. */
const positions = {
  workflows: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  sessions: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  entities: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  deliveries: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  keys: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  secrets: /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
  'daily-heads': /^\d{4}-\d{2}-\d{2}$/,
  drafts: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  versions: /^[1-9][0-9]{0,8}$/,
  events: /^[1-9][0-9]{0,8}$/,
} as const;

type List = keyof typeof positions;

/** A page's end as an opaque text. It names its list, so that a cursor of another one is noticed; null at the end. */
export const writeCursor = (list: List, position: string | number | null): string | null =>
  position === null ? null : Buffer.from(`${list}:${position}`, 'utf8').toString('base64url');

/** The place after which a page begins; null for the first page. */
export const readCursor = (list: List, cursor: string | undefined): Result<string | null, DomainError> => {
  if (cursor === undefined) return ok(null);
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const position = text.startsWith(`${list}:`) ? text.slice(list.length + 1) : '';
  if (positions[list].test(position) && writeCursor(list, position) === cursor) return ok(position);
  return fail(
    domainError('cursor_invalid', 'Give the `nextCursor` of the page before, unchanged, or none for the first page.', [
      { pointer: '/cursor', code: 'cursor_invalid', sentence: 'This is not a cursor of this list.' },
    ]),
  );
};
