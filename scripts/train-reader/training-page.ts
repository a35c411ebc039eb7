import sharp from 'sharp';
import type { GreyImage } from '../../core/document/reader/grey-image.ts';
import { nothing } from '../../core/document/reader/network.ts';
import type { Slot } from '../../core/document/reader/patch.ts';
import { damageCharacter, measureDamage } from './damage.ts';
import { type FontFields, fieldScale, type GlyphField } from './glyph-field.ts';
import type { Random } from './random.ts';

/** A page of random characters and, for each, where it stands, which letter of the alphabet it is and how much of its ink is lost or added. */
export interface TrainingPage {
  image: GreyImage;
  characters: { slot: Slot; letter: number; damage: number }[];
}

interface Style {
  stepPx: number;
  heightPx: number;
  rowPx: number;
  slant: number;
  weight: number;
  wobble: number;
  wobblePhase: number[];
}

const rows = 12;
const columns = 24;
const margin = 1.2;

/** Draws one page: every page has a stroke weight, proportions, slant, wobble of the drawing, paper, light, blur, noise and compression of its own. */
export async function drawTrainingPage(random: Random, fonts: readonly FontFields[]): Promise<TrainingPage> {
  const font = random.pick(fonts);
  const style = drawStyle(random);
  const width = Math.ceil((columns + 2 * margin) * style.stepPx);
  const height = Math.ceil((rows + 1) * style.rowPx);
  const ink = new Float32Array(width * height);
  const characters: { slot: Slot; letter: number }[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const letter = pickLetter(random);
      const x = (margin + column + 0.5) * style.stepPx;
      const y = (row + 1) * style.rowPx;
      const glyph = font.glyphs[letter];
      if (glyph) drawGlyph(ink, { width, height }, glyph, { x, y }, style, random);
      characters.push({ letter, slot: { x, y, alongX: style.stepPx, alongY: 0, downX: 0, downY: style.heightPx } });
    }
  }
  const whole = { width, height, cover: ink };
  const spoilt = { width, height, cover: ink.slice() };
  const damageRate = random.chance(0.75) ? random.between(0.05, 0.45) : 0;
  for (const { slot } of characters) if (random.chance(damageRate)) damageCharacter(spoilt, slot, random);
  const { grey, seen } = print(spoilt.cover, width, height, style, random);
  const judged = characters.map((character) => ({
    ...character,
    damage: measureDamage(whole, { width, height, cover: seen }, character.slot),
  }));
  return { image: await compress({ width, height, grey }, random), characters: judged };
}

/** Fillers are a third of a real zone and the pairs that look alike decide its quality, so both come more often than the rest. */
function pickLetter(random: Random): number {
  const draw = random.next();
  if (draw < 0.03) return nothing;
  if (draw < 0.11) return 36;
  if (draw < 0.31)
    return random.pick([0, 24, 0, 24, 13, 26, 8, 11, 1, 18, 6, 16, 5, 28, 2, 35, 20, 33, 22, 23, 12, 14, 25, 27]);
  return random.integer(0, 36);
}

function drawStyle(random: Random): Style {
  const stepPx = 8.5 * (44 / 8.5) ** (random.next() ** 1.2);
  const heightPx = stepPx * random.between(0.82, 1.22);
  return {
    stepPx,
    heightPx,
    rowPx: heightPx * random.between(1.35, 2.1),
    slant: random.normal() * 0.05,
    weight: random.between(-0.04, 0.055),
    wobble: random.chance(0.7) ? random.between(0, 0.045) : 0,
    wobblePhase: Array.from({ length: 6 }, () => random.between(0, 2 * Math.PI)),
  };
}

interface Size {
  width: number;
  height: number;
}

function drawGlyph(
  ink: Float32Array,
  size: Size,
  glyph: GlyphField,
  at: { x: number; y: number },
  style: Style,
  random: Random,
): void {
  const scaleX = 1 + random.normal() * 0.02;
  const scaleY = 1 + random.normal() * 0.025;
  const turn = random.normal() * 0.012;
  const centreX = at.x + random.normal() * 0.012 * style.stepPx;
  const centreY = at.y + random.normal() * 0.012 * style.heightPx;
  const weight = style.weight + random.normal() * 0.004;
  const [p0 = 0, p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0] = style.wobblePhase;
  const left = Math.max(0, Math.floor(centreX - 0.8 * style.stepPx));
  const right = Math.min(size.width - 1, Math.ceil(centreX + 0.8 * style.stepPx));
  const top = Math.max(0, Math.floor(centreY - 0.75 * style.heightPx));
  const foot = Math.min(size.height - 1, Math.ceil(centreY + 0.75 * style.heightPx));
  for (let y = top; y <= foot; y++) {
    for (let x = left; x <= right; x++) {
      const v0 = (y - centreY) / style.heightPx / scaleY;
      const u0 = (x - centreX) / style.stepPx / scaleX + style.slant * v0 + turn * v0;
      const u =
        u0 + style.wobble * Math.sin(4 * v0 + p0) + 0.5 * style.wobble * Math.sin(7 * u0 + p1 + 3 * v0 * Math.sin(p4));
      const v =
        v0 + style.wobble * Math.sin(4 * u0 + p2) + 0.5 * style.wobble * Math.sin(7 * v0 + p3 + 3 * u0 * Math.sin(p5));
      const distance = distanceAt(glyph, u, v) - weight;
      const cover = 0.5 - distance * style.stepPx;
      if (cover <= 0) continue;
      const index = y * size.width + x;
      ink[index] = Math.max(ink[index] ?? 0, Math.min(1, cover));
    }
  }
}

function distanceAt(glyph: GlyphField, u: number, v: number): number {
  const x = u * fieldScale + glyph.width / 2 - 0.5;
  const y = v * fieldScale + glyph.height / 2 - 0.5;
  if (x < 0 || y < 0 || x >= glyph.width - 1 || y >= glyph.height - 1) return 1;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const at = top * glyph.width + left;
  const d = glyph.distance;
  const upper = (d[at] ?? 1) * (1 - fx) + (d[at + 1] ?? 1) * fx;
  const lower = (d[at + glyph.width] ?? 1) * (1 - fx) + (d[at + glyph.width + 1] ?? 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

interface Print {
  grey: Uint8Array;
  /** The ink that reflections have left to be seen. */
  seen: Float32Array;
}

/** Ink on paper under a light, through a lens and onto a sensor: background pattern, uneven light, blur, contrast, noise. */
function print(ink: Float32Array, width: number, height: number, style: Style, random: Random): Print {
  const paper = random.between(120, 255);
  const contrast = random.between(0.25, 1) ** 0.7;
  const pattern = random.chance(0.6) ? random.between(0, 0.22) * contrast : 0;
  const waves = Array.from({ length: 4 }, () => ({
    fx: (random.normal() * 1.6) / style.stepPx,
    fy: (random.normal() * 1.6) / style.stepPx,
    bend: random.between(0, 3),
    phase: random.between(0, 6.3),
  }));
  const slopeX = random.normal() * 0.15;
  const slopeY = random.normal() * 0.15;
  const blotch = random.chance(0.35) ? random.between(0.05, 0.35) : 0;
  const light = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let shade = 1;
      for (const wave of waves) {
        const turns = wave.fx * x + wave.fy * y + (wave.bend * Math.sin(y / (3 * style.heightPx) + wave.phase)) / 6.3;
        const fraction = turns - Math.floor(turns);
        if (fraction < 0.18) shade -= pattern;
      }
      const cover = (ink[y * width + x] ?? 0) * contrast * (1 - blotch * random.next());
      const background = paper * Math.max(0.3, shade);
      light[y * width + x] = background * (1 - cover) * (1 + slopeX * (x / width - 0.5) + slopeY * (y / height - 0.5));
    }
  }
  const seen = random.chance(0.35) ? spoil(light, ink, width, height, style, random) : ink;
  const sigma = random.chance(0.8) ? style.stepPx * random.between(0, 0.115) : random.between(0, 1);
  const stretch = random.chance(0.25) ? random.between(1, 2) : 1;
  const blurred = blur(blur(light, width, height, sigma * stretch, 1), width, height, sigma / stretch, width);
  const noise = random.chance(0.7)
    ? random.between(0, 1) ** 2 * 34 * Math.min(1, style.stepPx / 18) * Math.max(0.4, contrast)
    : 0;
  const gain = random.between(0.75, 1.15);
  const gamma = random.between(0.75, 1.35);
  const grey = Uint8Array.from(blurred, (value) => {
    const exposed = 255 * (Math.max(0, value * gain) / 255) ** gamma + noise * random.normal();
    return Math.max(0, Math.min(255, Math.round(exposed)));
  });
  return { grey, seen };
}

/** Reflections and shadows with an edge; returns the ink that is still seen. A shadow hides none, a reflection does. */
function spoil(
  light: Float32Array,
  ink: Float32Array,
  width: number,
  height: number,
  style: Style,
  random: Random,
): Float32Array {
  const seen = ink.slice();
  const count = random.integer(3, 14);
  for (let i = 0; i < count; i++) {
    const x0 = random.between(0, width);
    const y0 = random.between(0, height);
    const radiusX = style.stepPx * random.between(0.4, 4);
    const radiusY = style.heightPx * random.between(0.3, 2.5);
    const edge = random.pick([0.05, 0.05, 0.3]);
    const isReflection = random.chance(0.7);
    const strength = isReflection ? random.between(0.5, 1.05) : random.between(0.2, 0.7);
    const left = Math.max(0, Math.floor(x0 - 1.3 * radiusX));
    const right = Math.min(width - 1, Math.ceil(x0 + 1.3 * radiusX));
    for (let y = Math.max(0, Math.floor(y0 - 1.3 * radiusY)); y < Math.min(height, y0 + 1.3 * radiusY); y++) {
      for (let x = left; x <= right; x++) {
        const distance = Math.hypot((x - x0) / radiusX, (y - y0) / radiusY);
        const share = strength * Math.max(0, Math.min(1, (1 - distance) / edge + 0.5));
        const value = light[y * width + x] ?? 0;
        light[y * width + x] = isReflection ? value + (255 - value) * Math.min(1, share) : value * (1 - share);
        if (isReflection) seen[y * width + x] = (seen[y * width + x] ?? 0) * (1 - Math.min(1, share));
      }
    }
  }
  return seen;
}

/** Gaussian blur along one direction: `stride` 1 along the rows, `width` along the columns. */
function blur(values: Float32Array, width: number, height: number, sigma: number, stride: number): Float32Array {
  if (sigma < 0.25) return values;
  const reach = Math.ceil(sigma * 2.5);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const result = new Float32Array(values.length);
  const length = stride === 1 ? width : height;
  for (let at = 0; at < values.length; at++) {
    const place = stride === 1 ? at % width : Math.floor(at / width);
    let sum = 0;
    for (let k = -reach; k <= reach; k++) {
      const other = Math.min(length - 1, Math.max(0, place + k));
      sum += (kernel[k + reach] ?? 0) * (values[at + (other - place) * stride] ?? 0);
    }
    result[at] = sum / total;
  }
  return result;
}

async function compress(image: GreyImage, random: Random): Promise<GreyImage> {
  if (!random.chance(0.65)) return image;
  const quality = Math.round(random.between(28, 95));
  const raw = { width: image.width, height: image.height, channels: 1 as const };
  const jpeg = await sharp(image.grey, { raw }).jpeg({ quality }).toBuffer();
  const grey = await sharp(jpeg).greyscale().raw().toBuffer();
  return { ...image, grey: new Uint8Array(grey) };
}

/** The reader never finds a slot exactly: shift, stretch, turn and shear as its line fit leaves them. */
export function jitterSlot(slot: Slot, random: Random): Slot {
  const turn = random.normal() * 0.012;
  const shear = random.normal() * 0.04;
  const step = slot.alongX * (1 + random.normal() * 0.025);
  const down = slot.downY * random.between(0.9, 1.14);
  return {
    x: slot.x + random.normal() * 0.04 * slot.alongX,
    y: slot.y + random.normal() * 0.035 * slot.downY,
    alongX: step,
    alongY: step * turn,
    downX: down * shear,
    downY: down,
  };
}

/** A slot half a step or half a line off, where the network has to say that there is no letter. */
export function misplaceSlot(slot: Slot, random: Random): Slot {
  const away = random.between(0.4, 0.6) * (random.chance(0.5) ? 1 : -1);
  const isBeside = random.chance(0.7);
  return {
    ...slot,
    x: slot.x + (isBeside ? away * slot.alongX : random.normal() * 0.3 * slot.alongX),
    y: slot.y + (isBeside ? 0 : away * 1.2 * slot.downY),
  };
}
