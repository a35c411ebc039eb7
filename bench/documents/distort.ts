import sharp from 'sharp';
import type { Random } from '../../scripts/train-reader/random.ts';

/** A colour picture in memory, three bytes a pixel. */
export interface ColourImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}

export async function decodeColour(bytes: Buffer): Promise<ColourImage> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

export const toSharp = ({ width, height, pixels }: ColourImage) =>
  sharp(pixels, { raw: { width, height, channels: 3 } });

/** Eight numbers that map a place of the result to a place of the source: (a x + b y + c, d x + e y + f) / (g x + h y + 1). */
export type Homography = readonly number[];

type Point = readonly [number, number];

/** The homography that takes the four corners of `from` to those of `to`. */
export function homographyBetween(from: readonly Point[], to: readonly Point[]): Homography {
  const rows: number[][] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i] ?? [0, 0];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  for (let pivot = 0; pivot < 8; pivot++) {
    const best = rows
      .slice(pivot)
      .reduce((most, row) => (Math.abs(row[pivot] ?? 0) > Math.abs(most[pivot] ?? 0) ? row : most));
    rows.splice(rows.indexOf(best), 1);
    rows.splice(pivot, 0, best);
    rows.forEach((row, at) => {
      if (at === pivot) return;
      const share = (row[pivot] ?? 0) / (best[pivot] ?? 1);
      row.forEach((value, j) => {
        row[j] = value - share * (best[j] ?? 0);
      });
    });
  }
  return rows.map((row, i) => (row[8] ?? 0) / (row[i] ?? 1));
}

/** Lays the picture over a background as a homography says; places outside the picture keep the background. */
export function warp(source: ColourImage, background: ColourImage, map: Homography, bend = 0): ColourImage {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = map;
  const pixels = background.pixels.slice();
  for (let y = 0; y < background.height; y++) {
    for (let x = 0; x < background.width; x++) {
      const w = g * x + h * y + 1;
      const u = (a * x + b * y + c) / w;
      const v = (d * x + e * y + f) / w + bend * Math.sin((Math.PI * u) / source.width);
      if (u < 0 || v < 0 || u >= source.width - 1 || v >= source.height - 1) continue;
      const left = Math.floor(u);
      const top = Math.floor(v);
      const fx = u - left;
      const fy = v - top;
      const at = (top * source.width + left) * 3;
      const below = at + source.width * 3;
      for (let channel = 0; channel < 3; channel++) {
        const upper = (source.pixels[at + channel] ?? 0) * (1 - fx) + (source.pixels[at + 3 + channel] ?? 0) * fx;
        const lower = (source.pixels[below + channel] ?? 0) * (1 - fx) + (source.pixels[below + 3 + channel] ?? 0) * fx;
        pixels[(y * background.width + x) * 3 + channel] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return { ...background, pixels };
}

export function plainBackground(width: number, height: number, colour: readonly [number, number, number]): ColourImage {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colour[i % 3] ?? 0;
  return { width, height, pixels };
}

/** A table of wood: streaks along one direction. */
export function woodBackground(width: number, height: number, random: Random): ColourImage {
  const image = plainBackground(width, height, [0, 0, 0]);
  const base = [random.between(60, 170), random.between(50, 140), random.between(40, 110)];
  const phase = random.between(0, 9);
  const scale = random.between(0.01, 0.05);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grain = 18 * Math.sin(y * scale * 6 + 3 * Math.sin(x * scale * 0.4 + phase)) + 8 * random.normal();
      for (let channel = 0; channel < 3; channel++)
        image.pixels[(y * width + x) * 3 + channel] = Math.max(0, Math.min(255, (base[channel] ?? 0) + grain));
    }
  }
  return image;
}

/** Applies a function of place and brightness to every channel. */
export function shade(image: ColourImage, change: (value: number, x: number, y: number) => number): ColourImage {
  const pixels = new Uint8Array(image.pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    const place = Math.floor(at / 3);
    const value = change(image.pixels[at] ?? 0, place % image.width, Math.floor(place / image.width));
    pixels[at] = value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
  }
  return { ...image, pixels };
}

export function addNoise(image: ColourImage, sigma: number, random: Random): ColourImage {
  return shade(image, (value) => value + sigma * random.normal());
}
