/** A colour as red, green and blue from 0 to 255. */
type Rgb = readonly [number, number, number];

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Least contrast of text against what is behind (WCAG 2.2, 1.4.3); more than enough for outlines (1.4.11). */
const LEAST_CONTRAST = 4.5;

/** The surfaces of `tokens.css` against which a colour has the least contrast, in both colour schemes. */
const surfaces = { light: [243, 245, 247], dark: [27, 32, 38] } as const satisfies Record<string, Rgb>;

export type Scheme = keyof typeof surfaces;

export const parseColor = (color: string): Rgb | null => {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (digits === null) return null;
  const [red = 0, green = 0, blue = 0] = digits.slice(1).map((pair) => Number.parseInt(pair, 16));
  return [red, green, blue];
};

const channelLuminance = (channel: number): number => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** Relative luminance (WCAG 2.2, definitions). */
const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * channelLuminance(red) + 0.7152 * channelLuminance(green) + 0.0722 * channelLuminance(blue);

export const contrast = (one: Rgb, other: Rgb): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

const mix = (color: Rgb, target: Rgb, share: number): Rgb => {
  const channel = (index: 0 | 1 | 2) => Math.round(color[index] + (target[index] - color[index]) * share);
  return [channel(0), channel(1), channel(2)];
};

/** The colour itself where it is clear enough on the surface, else the nearest shade or tint that is. */
const readable = (color: Rgb, surface: Rgb, target: Rgb): Rgb => {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mix(color, target, share);
    if (contrast(candidate, surface) >= LEAST_CONTRAST) return candidate;
  }
  return target;
};

const write = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** `link` for text, icons and outlines on the page, `fill` of buttons, `onFill` the text on it. */
export interface AccentColors {
  readonly link: string;
  readonly fill: string;
  readonly onFill: string;
}

/**
 * Colours made of the customer's own that can be read whatever it is. Buttons keep the exact colour, with an outline in
 * the readable one, so that a pale yellow stays the customer's yellow.
 */
export const accentColors = (color: Rgb, scheme: Scheme): AccentColors => ({
  link: write(readable(color, surfaces[scheme], scheme === 'light' ? black : white)),
  fill: write(color),
  onFill: write(contrast(color, white) >= contrast(color, black) ? white : black),
});
