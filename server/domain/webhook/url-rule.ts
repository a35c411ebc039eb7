import { isLocalHost } from '../organization/redirect.ts';

/**
 * Why webhooks cannot go to a URL, as a sentence; null where they can. Which machine the host's name leads to is looked at
 * when a message is sent, because names move.
 */
export const findUrlProblem = (text: string, allowsPrivateAddresses: boolean): string | null => {
  // What a parser would mend is not what was written.
  if (/[\p{Cc}\s\\]/u.test(text)) return 'A URL has no blanks, backslashes or control characters.';
  const url = URL.parse(text);
  if (url === null) return 'This is not a URL.';
  if (url.username !== '' || url.password !== '') return 'A URL with a name or password in it is not taken.';
  if (url.hash !== '') return 'A fragment (#) is never sent: leave it out.';
  if (url.protocol === 'https:') return null;
  if (url.protocol !== 'http:') return 'Write a URL that begins with https://.';
  if (allowsPrivateAddresses && isLocalHost(url.hostname)) return null;
  return 'Write a URL that begins with https://; http is for localhost alone, where the server allows private addresses.';
};
