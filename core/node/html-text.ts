/** What html of an author may hold. */
export interface HtmlRules {
  readonly tags: readonly string[];
  /** By tag; `*` for every tag. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Of links. */
  readonly schemes: readonly string[];
  /** How the source of an image may begin. */
  readonly imageSources: readonly string[];
  /** Tags that go without a loss: what is in them stays, or is shown as a part of the style sheet. */
  readonly unwrapped: readonly string[];
}

/**
 * What an author's html text may hold: words, emphasis, lists and links. No script, style, image, form or frame. The
 * server sanitizes by this table, and `lint` tells the author beforehand what will be lost.
 */
export const allowedHtml = {
  tags: ['p', 'br', 'b', 'strong', 'i', 'em', 'u', 'ul', 'ol', 'li', 'a', 'h2', 'h3', 'h4', 'blockquote', 'span'],
  attributes: { a: ['href', 'rel', 'target'], span: ['lang', 'dir'], p: ['lang', 'dir'] },
  schemes: ['https', 'mailto', 'tel'],
  imageSources: [],
  unwrapped: [],
} as const satisfies HtmlRules;

/**
 * What a design may hold besides: structure, tables, images, classes and style. It is shown within the page's frame, and
 * still nothing of it acts: no script, event, form or frame, and no style that reaches beyond its place or loads anything.
 */
export const allowedDesignHtml = {
  tags: [
    ...['div', 'section', 'article', 'aside', 'header', 'footer', 'main', 'nav', 'address', 'center'],
    ...['p', 'br', 'hr', 'wbr', 'span', 'pre', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    ...[
      'b',
      'strong',
      'i',
      'em',
      'u',
      's',
      'small',
      'big',
      'sub',
      'sup',
      'mark',
      'code',
      'abbr',
      'cite',
      'time',
      'font',
    ],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'a', 'img', 'figure', 'figcaption', 'label'],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
    'slot',
  ],
  attributes: {
    '*': ['class', 'id', 'style', 'lang', 'dir', 'title', 'role', 'aria-label', 'aria-hidden', 'align'],
    a: ['href', 'rel', 'target'],
    img: ['src', 'alt', 'width', 'height'],
    font: ['color', 'size', 'face'],
    table: ['border', 'cellpadding', 'cellspacing', 'width'],
    td: ['colspan', 'rowspan', 'width', 'height', 'valign'],
    th: ['colspan', 'rowspan', 'scope', 'width', 'height', 'valign'],
    col: ['span', 'width'],
    ol: ['start', 'type'],
    slot: ['name'],
  },
  schemes: ['https', 'mailto', 'tel'],
  imageSources: ['https:', 'data:image/'],
  unwrapped: ['html', 'head', 'body', 'style'],
} as const satisfies HtmlRules;

/** A declaration that loads nothing and runs nothing: no `url()`, no `expression()`, no escapes to hide them. */
const HARMLESS_STYLE = /^(?!.*(?:url|src|image|image-set|cross-fade|expression|element)\s*\()[^\\<>{};@]*$/i;
/** Loads nothing either. */
const PICTURE_IN_STYLE = /url\(\s*["']?data:image\/[^()]*\)/gi;

// No `<` inside a tag: otherwise a text of many `<` would be read to its end from each of them.
const TAG = /<\/?([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>/gi;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;

/**
 * The markup of a text that will be removed, each named once (`<img>`, `onclick`, `javascript:`, `style: background`). Advice
 * for an author, not the guard: browsers read broken markup in more ways than this does, which is why the server sanitizes.
 */
export function findForbiddenMarkup(html: string, rules: HtmlRules = allowedHtml): string[] {
  const found = [...html.matchAll(TAG)].flatMap(([, tag = '', attributes = '']) => {
    const name = tag.toLowerCase();
    if (rules.unwrapped.includes(name)) return [];
    return rules.tags.includes(name) ? forbiddenAttributes(rules, name, attributes) : [`<${name}>`];
  });
  return [...new Set(found)];
}

function forbiddenAttributes(rules: HtmlRules, tag: string, source: string): string[] {
  const allowed = [...attributesOf(rules, '*'), ...attributesOf(rules, tag)];
  return [...source.matchAll(ATTRIBUTE)].flatMap(([, attribute = '', quoted = '']) => {
    const name = attribute.toLowerCase();
    if (!allowed.includes(name)) return [name];
    const value = quoted.replace(/^["']|["']$/g, '').trim();
    return valueProblems[name]?.(rules, value) ?? [];
  });
}

const attributesOf = ({ attributes }: HtmlRules, tag: string): readonly string[] =>
  Object.hasOwn(attributes, tag) ? (attributes[tag] ?? []) : [];

const valueProblems: Readonly<Record<string, ((rules: HtmlRules, value: string) => string[]) | undefined>> = {
  href: ({ schemes }, value) => {
    const scheme = schemeOf(value);
    return scheme === null || schemes.includes(scheme) ? [] : [`${scheme}:`];
  },
  src: ({ imageSources }, value) => {
    const isAllowed = imageSources.some((start) => value.toLowerCase().startsWith(start));
    return isAllowed ? [] : [`src ${schemeOf(value) ?? 'without https'}:`];
  },
  style: (_, value) => value.replace(PICTURE_IN_STYLE, '').split(';').flatMap(forbiddenStyle),
};

function forbiddenStyle(declaration: string): string[] {
  const [property = '', ...rest] = declaration.split(':');
  const name = property.trim().toLowerCase();
  return name === '' || HARMLESS_STYLE.test(rest.join(':')) ? [] : [`style: ${name}`];
}

function schemeOf(address: string): string | null {
  return /^\s*([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? null;
}
