/** What html of an author may hold. */
export interface HtmlRules {
  readonly tags: readonly string[];
  /** By tag; `*` for every tag. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Of links. */
  readonly schemes: readonly string[];
  /** How the source of an image may begin. */
  readonly imageSources: readonly string[];
  /** CSS properties that a `style` attribute may set. */
  readonly styles: readonly string[];
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
  styles: [],
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
  styles: [
    ...['color', 'background', 'background-color', 'opacity', 'display', 'float', 'clear', 'visibility', 'overflow'],
    ...['width', 'height', 'min-width', 'min-height', 'max-width', 'max-height', 'box-sizing', 'vertical-align'],
    ...['margin', 'margin-top', 'margin-right', 'margin-bottom', 'margin-left'],
    ...['padding', 'padding-top', 'padding-right', 'padding-bottom', 'padding-left'],
    ...['border', 'border-top', 'border-right', 'border-bottom', 'border-left', 'border-color', 'border-style'],
    ...['border-width', 'border-radius', 'border-collapse', 'border-spacing', 'box-shadow', 'outline'],
    ...['font', 'font-family', 'font-size', 'font-style', 'font-weight', 'line-height', 'letter-spacing'],
    ...['text-align', 'text-decoration', 'text-transform', 'text-indent', 'white-space', 'word-break', 'overflow-wrap'],
    ...['flex', 'flex-direction', 'flex-wrap', 'flex-grow', 'flex-shrink', 'flex-basis', 'flex-flow', 'order', 'gap'],
    ...['align-items', 'align-content', 'align-self', 'justify-content', 'justify-items', 'justify-self'],
    ...['row-gap', 'column-gap', 'grid-template-columns', 'grid-template-rows', 'grid-column', 'grid-row'],
    ...['list-style', 'list-style-type', 'table-layout', 'object-fit', 'cursor'],
  ],
} as const satisfies HtmlRules;

/** The value of a style that loads nothing and runs nothing: no `url()`, no `expression()`, no escapes to hide them. */
export const HARMLESS_STYLE = /^(?!.*(?:url|image|image-set|expression|attr|element)\s*\()[^\\<>{};@]*$/i;

// No `<` inside a tag: otherwise a text of many `<` would be read to its end from each of them.
const TAG = /<\/?([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^'"<>])*)>/gi;
const ATTRIBUTE = /([^\s"'>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;

/**
 * The markup of a text that will be removed, each named once (`<img>`, `onclick`, `javascript:`, `style: position`). Advice
 * for an author, not the guard: browsers read broken markup in more ways than this does, which is why the server sanitizes.
 */
export function findForbiddenMarkup(html: string, rules: HtmlRules = allowedHtml): string[] {
  const found = [...html.matchAll(TAG)].flatMap(([, tag = '', attributes = '']) => {
    const name = tag.toLowerCase();
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
  style: ({ styles }, value) => value.split(';').flatMap((declaration) => forbiddenStyle(styles, declaration)),
};

function forbiddenStyle(styles: readonly string[], declaration: string): string[] {
  const [property = '', ...rest] = declaration.split(':');
  const name = property.trim().toLowerCase();
  if (name === '') return [];
  return styles.includes(name) && HARMLESS_STYLE.test(rest.join(':')) ? [] : [`style: ${name}`];
}

function schemeOf(address: string): string | null {
  return /^\s*([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? null;
}
