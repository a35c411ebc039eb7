import {
  type Atrule,
  type CssNode,
  type Declaration,
  findAll,
  generate,
  List,
  type ParseOptions,
  parse,
  type Rule,
  type SelectorList,
  walk,
} from 'css-tree';

/*
 * What is left of an author's style sheet. The page shows a design in a shadow root that clips it, and the page's content
 * security policy lets nothing load: this is the first of the three walls, and the one that a reader of the view sees.
 * Whatever the parser is not sure of is dropped, and functions and at-rules have to be known, because new ones load too.
 */

/** At-rules that arrange rules; all others load, or act on the whole page. */
const atRules = ['media', 'supports', 'container', 'layer', 'keyframes', '-webkit-keyframes'];

/** Functions of values. None of them loads anything; `image-set`, `src`, `image` and whatever comes next may. */
const functions = new Set(
  [
    'rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark var calc min max clamp round mod rem abs sign',
    'linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient',
    'sin cos tan asin acos atan atan2 pow sqrt hypot log exp',
    'repeating-conic-gradient -webkit-gradient from to color-stop -webkit-linear-gradient -webkit-radial-gradient',
    '-moz-linear-gradient -moz-radial-gradient -o-linear-gradient -ms-linear-gradient',
    'translate translatex translatey translatez translate3d rotate rotatex rotatey rotatez rotate3d',
    'scale scalex scaley scalez scale3d skew skewx skewy matrix matrix3d perspective',
    'blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia',
    'cubic-bezier steps linear repeat minmax fit-content circle ellipse inset polygon path rect xywh',
    'counter counters attr env',
  ].flatMap((line) => line.split(' ')),
);

/** Old ways to run a script. */
const forbiddenProperties = ['behavior', '-ms-behavior', '-moz-binding'];

/** Pictures that are in the text itself. */
export const isPictureUrl = (url: string): boolean => /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i.test(url);

/** Selectors that reach out of the author's own html, to the page's frame and controls. */
const outerPseudos = /^(?:host|host-context|slotted|part)$/i;

/**
 * Elements that stand for those of a page of its own, which the author writes rules for: the page has each of them only
 * once. The page makes them (`build-design.ts`), all but `main`, which `sanitize-design.ts` renames.
 */
const standIns: ReadonlyMap<string, string> = new Map([
  ['html', 'design-html'],
  ['body', 'design-body'],
  ['main', 'design-main'],
]);
const ROOT_CLASS = 'design-root';

const options: ParseOptions = { parseCustomProperty: true };

/** Rules as they may be applied to the author's html; empty for a text that cannot be read at all. */
export const sanitizeStyleSheet = (css: string): string =>
  readSafely(() => {
    const sheet = parse(css, options);
    if (sheet.type !== 'StyleSheet') return '';
    keepRules(sheet.children);
    return generate(sheet);
  });

/** The same for what stands in a `style` attribute. */
export const sanitizeStyleAttribute = (style: string): string =>
  readSafely(() => {
    const list = parse(style, { ...options, context: 'declarationList' });
    if (list.type !== 'DeclarationList') return '';
    keepRules(list.children);
    return generate(list);
  });

/** The parser goes as deep as the text is nested, and a text of nothing but brackets is no design. */
const readSafely = (read: () => string): string => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof SyntaxError) return '';
    throw thrown;
  }
};

const keepRules = (children: List<CssNode>): void => {
  children.forEach((node, item, list) => {
    if (!isKept(node)) list.remove(item);
  });
};

const isKept = (node: CssNode): boolean => {
  switch (node.type) {
    case 'Rule':
      return isRuleKept(node);
    case 'Atrule':
      return isAtRuleKept(node);
    case 'Declaration':
      return isDeclarationKept(node);
    default:
      return false;
  }
};

const isRuleKept = ({ prelude, block }: Rule): boolean => {
  if (prelude.type !== 'SelectorList') return false;
  keepSelectors(prelude);
  keepRules(block.children);
  return !prelude.children.isEmpty && !block.children.isEmpty;
};

const isAtRuleKept = ({ name, prelude, block }: Atrule): boolean => {
  if (!atRules.includes(name.toLowerCase())) return false;
  if (prelude !== null && !isHarmless(prelude)) return false;
  // The steps of keyframes are rules, but their selectors select nothing.
  if (block !== null) keepRules(block.children);
  return block !== null || name.toLowerCase() === 'layer';
};

const isDeclarationKept = ({ property, value }: Declaration): boolean =>
  /^(?:--[\w-]*|-?[a-z][a-z-]*)$/i.test(property) &&
  !forbiddenProperties.includes(property.toLowerCase()) &&
  isHarmless(value);

/** Whether nothing in it loads, and everything in it was understood. */
const isHarmless = (value: CssNode): boolean =>
  findAll(value, (node) => {
    if (node.type === 'Url') return !isPictureUrl(node.value);
    if (node.type === 'Function') return !functions.has(node.name.toLowerCase());
    return node.type === 'Raw';
  }).length === 0;

const keepSelectors = (selectors: SelectorList): void => {
  selectors.children.forEach((selector, item, list) => {
    if (reachesOut(selector)) list.remove(item);
    else standIn(selector);
  });
};

const reachesOut = (selector: CssNode): boolean =>
  findAll(selector, (node) => {
    if (node.type === 'PseudoClassSelector' || node.type === 'PseudoElementSelector') {
      return outerPseudos.test(node.name) || node.name.includes('\\');
    }
    return node.type === 'Raw';
  }).length > 0;

const standIn = (selector: CssNode): void =>
  walk(selector, (node, item, list) => {
    if (node.type === 'TypeSelector') {
      node.name = standIns.get(node.name.toLowerCase()) ?? node.name;
    }
    if (node.type === 'PseudoClassSelector' && node.name.toLowerCase() === 'root') {
      list.replace(item, List.createItem({ type: 'ClassSelector', name: ROOT_CLASS }));
    }
  });
