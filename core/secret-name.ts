import { z } from 'zod';

const SECRET_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** What a secret of an organization is called: `CRM_TOKEN`. Large and small letters are different ones. */
export const secretName = z
  .string()
  .regex(
    SECRET_NAME,
    'A secret is named by a letter, followed by letters, digits, hyphens and underscores, 64 characters at most.',
  );

/** A value that is shorter is not looked for in answers: it could be any word. In characters. */
export const MIN_REDACTED_SECRET = 8;

const PREFIX = 'secret.';

/** The name in `secret.NAME`; null where the text is something else. */
export function readSecretPlace(path: string): string | null {
  if (!path.startsWith(PREFIX)) return null;
  const name = path.slice(PREFIX.length);
  return SECRET_NAME.test(name) ? name : null;
}
