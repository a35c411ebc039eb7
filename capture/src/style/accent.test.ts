import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Scheme } from './accent.ts';
import { accentColors, contrast, parseColor } from './accent.ts';

const colors = ['#000000', '#ffffff', '#ffd400', '#0b5a66', '#777777', '#ff0000', '#00ff00', '#0000ff', '#7f7f00'];
const schemes: readonly Scheme[] = ['light', 'dark'];
const tokens = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

const readRgb = (color: string): [number, number, number] => {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
};

const surfacesOf = (scheme: Scheme): [number, number, number][] => {
  const rules = scheme === 'light' ? tokens.slice(0, tokens.indexOf('@media')) : tokens.slice(tokens.indexOf('@media'));
  return ['background', 'surface'].map((name) => {
    const color = parseColor(new RegExp(`--${name}: (#\\w+)`).exec(rules)?.[1] ?? '');
    assert.ok(color !== null, `tokens.css has --${name}`);
    return [...color];
  });
};

for (const scheme of schemes) {
  for (const color of colors) {
    test(`${color} can be read on every surface of the ${scheme} scheme and as a button`, () => {
      const rgb = parseColor(color);
      assert.ok(rgb !== null);
      const { link, fill, onFill } = accentColors(rgb, scheme);
      for (const surface of surfacesOf(scheme)) assert.ok(contrast(readRgb(link), surface) >= 4.5, link);
      assert.ok(contrast(readRgb(fill), readRgb(onFill)) >= 4.5, `${onFill} on ${fill}`);
    });
  }
}

test('a colour that is readable already stays as it is', () => {
  assert.equal(accentColors([11, 90, 102], 'light').link, 'rgb(11 90 102)');
});

test('anything but #rrggbb is no colour', () => {
  for (const color of ['red', '#fff', '#12345g', 'url(#a)', '#1234567']) assert.equal(parseColor(color), null);
});
