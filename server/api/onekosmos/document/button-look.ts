import { type CssNode, generate, parse, walk } from 'css-tree';
import { LRUCache } from 'lru-cache';

/**
 * The vendor's pages draw their buttons as plain html, so style sheets colour them by rules for `button` or `.btn-...`. Ours
 * lie outside of the author's html and take variables: this reads one from the other. The last rule wins. Null where the
 * sheet does not give both a colour to fill with and one to write with, because half of a pair may not be readable.
 */
export const buttonLook = (styleSheet: string): string | null => looks.memo(styleSheet).look;

/** Each page of a document has the same sheet, and reading one takes milliseconds. */
const looks = new LRUCache<string, { readonly look: string | null }>({
  max: 8,
  memoMethod: (styleSheet) => ({ look: readSheet(styleSheet) }),
});

const readSheet = (styleSheet: string): string | null => {
  const look: Record<string, string> = {};
  walk(parse(styleSheet, { parseRulePrelude: true, parseCustomProperty: false }), {
    visit: 'Rule',
    enter(rule) {
      if (this.atrule === null && generate(rule.prelude).split(',').some(isButton))
        Object.assign(look, readLook(rule.block));
    },
  });
  const { fill, letters, radius } = look;
  if (fill === undefined || letters === undefined) return null;
  return `body{--accent:${fill};--on-accent:${letters}${radius === undefined ? '' : `;--radius:${radius}`}}`;
};

/** A button as it is, not one under the mouse or switched off. */
const isButton = (selector: string): boolean =>
  /(?:^|[\s>+~])(?:button(?:\.[\w-]+)*|input\[type="?submit"?\]|[\w-]*\.btn(?:-(?:primary|continue|next))?)$/.test(
    selector.trim(),
  );

const readLook = (block: CssNode): Record<string, string> => {
  const look: Record<string, string> = {};
  walk(block, {
    visit: 'Declaration',
    enter({ property, value }) {
      const text = generate(value);
      if (/^background(?:-color)?$/.test(property) && isColour(text)) look.fill = text;
      if (property === 'color' && isColour(text)) look.letters = text;
      if (property === 'border-radius' && /^\d+(?:\.\d+)?(?:px|rem|em)$/.test(text)) look.radius = text;
    },
  });
  return look;
};

const isColour = (text: string): boolean =>
  /^(?:#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([\d\s.,%/]+\)|[a-z]+)$/i.test(text) && !noColour.has(text.toLowerCase());

const noColour: ReadonlySet<string> = new Set(['none', 'transparent', 'inherit', 'initial', 'unset', 'revert']);
