/**
 * What an author's html text may hold: words, emphasis, lists and links. No script, style, image, form or frame. The
 * server sanitizes by this table, and `lint` tells the author beforehand what will be lost.
 */
export const allowedHtml = {
  tags: ['p', 'br', 'b', 'strong', 'i', 'em', 'u', 'ul', 'ol', 'li', 'a', 'h2', 'h3', 'h4', 'blockquote', 'span'],
  attributes: { a: ['href', 'rel', 'target'], span: ['lang', 'dir'], p: ['lang', 'dir'] },
  schemes: ['https', 'mailto', 'tel'],
} as const;

// No `<` inside a tag: otherwise a text of many `<` would be read to its end from each of them.
const TAG = /<\/?([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>/gi;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;

/**
 * The markup of a text that will be removed, each named once (`<img>`, `onclick`, `javascript:`). Advice for an author, not
 * the guard: browsers read broken markup in more ways than this does, which is why the server sanitizes.
 */
export function findForbiddenMarkup(html: string): string[] {
  const found = [...html.matchAll(TAG)].flatMap(([, tag = '', attributes = '']) => {
    const name = tag.toLowerCase();
    return includes(allowedHtml.tags, name) ? forbiddenAttributes(name, attributes) : [`<${name}>`];
  });
  return [...new Set(found)];
}

function forbiddenAttributes(tag: string, source: string): string[] {
  const allowed: readonly string[] = new Map(Object.entries<readonly string[]>(allowedHtml.attributes)).get(tag) ?? [];
  return [...source.matchAll(ATTRIBUTE)].flatMap(([, attribute = '', value = '']) => {
    const name = attribute.toLowerCase();
    if (!includes(allowed, name)) return [name];
    const scheme = name === 'href' ? schemeOf(value.replace(/^["']|["']$/g, '')) : null;
    return scheme === null || includes(allowedHtml.schemes, scheme) ? [] : [`${scheme}:`];
  });
}

function schemeOf(href: string): string | null {
  return /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase() ?? null;
}

const includes = (list: readonly string[], value: string): boolean => list.includes(value);
