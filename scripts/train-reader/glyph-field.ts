import sharp from 'sharp';

/**
 * A character as a signed distance to its outline, in steps of the line (1 = the distance to the next character), positive outside.
 * From distances any stroke weight can be drawn, which one drawing of the font cannot give.
 */
export interface GlyphField {
  distance: Float32Array;
  width: number;
  height: number;
}

export interface FontFields {
  glyphs: GlyphField[];
  /** Height of a capital letter, in steps. */
  capHeight: number;
}

export const fieldScale = 64;
const fieldWidth = 96;
const fieldHeight = 104;
const oversampling = 4;

/** Draws every character of the alphabet with a font that fontconfig knows; the step is the advance of the font. */
export async function loadFontFields(family: string, alphabet: string): Promise<FontFields> {
  const step = await measureStep(family);
  const glyphs: GlyphField[] = [];
  for (const letter of alphabet) glyphs.push(await drawField(family, letter, step));
  const capital = glyphs[alphabet.indexOf('H')];
  if (!capital) throw new Error('The alphabet has no H, which gives the height of a letter.');
  return { glyphs, capHeight: heightOf(capital) };
}

/** The advance of the font in pixels at a font size of 1000. */
async function measureStep(family: string): Promise<number> {
  const size = 100;
  const widthOf = async (text: string) => {
    const drawing = drawText(family, size, text, { width: 1300, height: 200, x: 20, y: 140 });
    const { info } = await drawing.trim().raw().toBuffer({ resolveWithObject: true });
    return info.width;
  };
  const letters = 11;
  return (((await widthOf('H'.repeat(letters))) - (await widthOf('H'))) / (letters - 1)) * (1000 / size);
}

function drawText(
  family: string,
  size: number,
  text: string,
  at: { width: number; height: number; x: number; y: number },
) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${at.width}" height="${at.height}">
    <rect width="100%" height="100%" fill="#fff"/>
    <text x="${at.x}" y="${at.y}" font-family="${family}" font-size="${size}">${text.replaceAll('<', '&lt;')}</text></svg>`;
  return sharp(Buffer.from(svg)).greyscale();
}

async function drawField(family: string, letter: string, step: number): Promise<GlyphField> {
  const scale = fieldScale * oversampling;
  const size = (scale / step) * 1000;
  const width = fieldWidth * oversampling;
  const height = fieldHeight * oversampling;
  // A capital of this font is as high as its step is wide, so half a step below the middle is the base line.
  const at = { width, height, x: (width - scale) / 2, y: height / 2 + scale / 2 };
  const data = await drawText(family, size, letter, at).raw().toBuffer();
  const ink = Uint8Array.from(data, (value) => (value < 128 ? 1 : 0));
  const toInk = distanceTransform(ink, width, height, 1);
  const toPaper = distanceTransform(ink, width, height, 0);
  const distance = new Float32Array(fieldWidth * fieldHeight);
  for (let row = 0; row < fieldHeight; row++) {
    for (let column = 0; column < fieldWidth; column++) {
      const at = (row * oversampling + oversampling / 2) * width + column * oversampling + oversampling / 2;
      distance[row * fieldWidth + column] = (Math.sqrt(toInk[at] ?? 0) - Math.sqrt(toPaper[at] ?? 0)) / scale;
    }
  }
  return { distance, width: fieldWidth, height: fieldHeight };
}

/** Squared distance to the nearest pixel of the given kind (Felzenszwalb and Huttenlocher, 2012), exact and in linear time. */
function distanceTransform(ink: Uint8Array, width: number, height: number, kind: number): Float64Array {
  const far = 1e9;
  const squared = Float64Array.from(ink, (value) => (value === kind ? 0 : far));
  const column = new Float64Array(height);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) column[y] = squared[y * width + x] ?? far;
    const result = lowerEnvelope(column);
    for (let y = 0; y < height; y++) squared[y * width + x] = result[y] ?? far;
  }
  for (let y = 0; y < height; y++) {
    const row = squared.slice(y * width, (y + 1) * width);
    squared.set(lowerEnvelope(row), y * width);
  }
  return squared;
}

function lowerEnvelope(values: Float64Array): Float64Array {
  const count = values.length;
  const vertex = new Int32Array(count);
  const border = new Float64Array(count + 1);
  let last = 0;
  border[0] = -Infinity;
  border[1] = Infinity;
  const crossing = (a: number, b: number) => ((values[a] ?? 0) + a * a - ((values[b] ?? 0) + b * b)) / (2 * (a - b));
  for (let q = 1; q < count; q++) {
    let at = crossing(q, vertex[last] ?? 0);
    while (last > 0 && at <= (border[last] ?? 0)) at = crossing(q, vertex[--last] ?? 0);
    vertex[++last] = q;
    border[last] = at;
    border[last + 1] = Infinity;
  }
  const result = new Float64Array(count);
  for (let q = 0, k = 0; q < count; q++) {
    while ((border[k + 1] ?? Infinity) < q) k++;
    const v = vertex[k] ?? 0;
    result[q] = (q - v) ** 2 + (values[v] ?? 0);
  }
  return result;
}

function heightOf(glyph: GlyphField): number {
  let top = glyph.height;
  let foot = 0;
  for (let row = 0; row < glyph.height; row++) {
    for (let column = 0; column < glyph.width; column++) {
      if ((glyph.distance[row * glyph.width + column] ?? 1) > 0) continue;
      top = Math.min(top, row);
      foot = Math.max(foot, row);
    }
  }
  return (foot - top + 1) / fieldScale;
}

/** The area of a character's ink in squares of the step, and by how much it grows when its outline moves out by one step (for small moves). */
export function measureInk({ distance }: GlyphField): { area: number; outline: number } {
  const areaAt = (weight: number) =>
    distance.reduce((sum, value) => sum + Math.max(0, Math.min(1, 0.5 - (value - weight) * fieldScale)), 0) /
    fieldScale ** 2;
  const move = 0.02;
  return { area: areaAt(0), outline: (areaAt(move) - areaAt(-move)) / (2 * move) };
}
