import sharp from 'sharp';
import type { Random } from '../../scripts/train-reader/random.ts';
import {
  addNoise,
  type ColourImage,
  decodeColour,
  homographyBetween,
  plainBackground,
  shade,
  toSharp,
  warp,
  woodBackground,
} from './distort.ts';

/** What happens to a drawn page before the reader sees it. */
export type Condition = (page: Buffer, random: Random) => Promise<Buffer>;

const grey = { r: 120, g: 124, b: 130 };
const jpeg = (image: ColourImage, quality: number) => toSharp(image).jpeg({ quality }).toBuffer();

const rotated =
  (degrees: number): Condition =>
  async (page, random) =>
    sharp(page)
      .rotate(degrees * (random.chance(0.5) ? 1 : -1), { background: grey })
      .jpeg({ quality: 90 })
      .toBuffer();

const blurred =
  (sigma: number): Condition =>
  async (page) =>
    sharp(page).blur(sigma).jpeg({ quality: 90 }).toBuffer();

const perspective: Condition = async (page, random) => jpeg(await tilt(page, random, 0.06), 88);

async function tilt(page: Buffer, random: Random, amount: number): Promise<ColourImage> {
  const source = await decodeColour(page);
  const { width, height } = source;
  const margin = Math.round(width * 0.04);
  const off = () => random.between(0, amount) * width;
  const corners = [
    [margin + off(), margin + off()],
    [width + margin - off(), margin + off()],
    [width + margin - off(), height + margin - off()],
    [margin + off(), height + margin - off()],
  ] as const;
  const background = plainBackground(width + 2 * margin, height + 2 * margin, [110, 105, 100]);
  return warp(
    source,
    background,
    homographyBetween(corners, [
      [0, 0],
      [width, 0],
      [width, height],
      [0, height],
    ]),
  );
}

const mixed: Condition = async (page, random) => {
  const tilted = await toSharp(await tilt(page, random, 0.04))
    .png({ compressionLevel: 0 })
    .toBuffer();
  const turned = await sharp(tilted)
    .rotate(random.between(-7, 7), { background: grey })
    .blur(1.2)
    .png({ compressionLevel: 0 })
    .toBuffer();
  return jpeg(addNoise(await decodeColour(turned), 10, random), 55);
};

const shadow: Condition = async (page, random) => {
  const image = await decodeColour(page);
  const angle = random.between(0, Math.PI);
  const edge = random.between(-0.2, 0.2) * image.width;
  const depth = random.between(0.35, 0.65);
  const shaded = shade(image, (value, x, y) => {
    const side = (x - image.width / 2) * Math.cos(angle) + (y - image.height / 2) * Math.sin(angle) - edge;
    return value * (1 - depth / (1 + Math.exp(-side / (image.width * 0.012))));
  });
  return jpeg(addNoise(shaded, 4, random), 80);
};

const glareBeside: Condition = async (page, random) => {
  const image = await decodeColour(page);
  const centreX = random.between(0.2, 0.8) * image.width;
  const centreY = random.between(0.2, 0.45) * image.height;
  const radius = random.between(0.1, 0.17) * image.width;
  const lit = shade(
    image,
    (value, x, y) => value + 330 * Math.exp(-((x - centreX) ** 2 + (y - centreY) ** 2) / (2 * (radius * 0.6) ** 2)),
  );
  return jpeg(lit, 85);
};

const partOfFrame: Condition = async (page, random) => {
  const source = await decodeColour(page);
  const share = random.between(0.5, 0.75);
  const width = Math.round(source.width / share / 1.25);
  const height = Math.round(width * 0.75);
  const shown = width * share;
  const shownHeight = (shown * source.height) / source.width;
  const left = random.between(0.05, 0.9) * (width - shown);
  const top = random.between(0.1, 0.9) * Math.max(0, height - shownHeight);
  const angle = random.between(-0.14, 0.14);
  const tiltBy = () => random.between(-0.02, 0.02) * shown;
  const spin = ([x, y]: readonly [number, number]) => {
    const dx = x - (left + shown / 2);
    const dy = y - (top + shownHeight / 2);
    return [
      left + shown / 2 + dx * Math.cos(angle) - dy * Math.sin(angle) + tiltBy(),
      top + shownHeight / 2 + dx * Math.sin(angle) + dy * Math.cos(angle) + tiltBy(),
    ] as const;
  };
  const corners = (
    [
      [left, top],
      [left + shown, top],
      [left + shown, top + shownHeight],
      [left, top + shownHeight],
    ] as const
  ).map(spin);
  const { width: w, height: h } = source;
  const photo = warp(
    source,
    woodBackground(width, height, random),
    homographyBetween(corners, [
      [0, 0],
      [w, 0],
      [w, h],
      [0, h],
    ]),
  );
  const soft = await toSharp(photo).blur(0.8).png({ compressionLevel: 0 }).toBuffer();
  return jpeg(addNoise(await decodeColour(soft), 5, random), 82);
};

/** The ten conditions that every reader is measured with, then harder ones. */
export const conditions: Record<string, Condition> = {
  clean: async (page) => sharp(page).jpeg({ quality: 92 }).toBuffer(),
  'rotated 5': rotated(5),
  'rotated 15': rotated(15),
  'blur 1.2': blurred(1.2),
  'blur 2.5': blurred(2.5),
  'jpeg 40': async (page) => sharp(page).jpeg({ quality: 40 }).toBuffer(),
  perspective,
  'noise 25': async (page, random) => jpeg(addNoise(await decodeColour(page), 25, random), 90),
  '640 wide': async (page) => sharp(page).resize(640).jpeg({ quality: 88 }).toBuffer(),
  mixed,
  shadow,
  'glare beside': glareBeside,
  'part of frame': partOfFrame,
  'upside down': async (page) => sharp(page).rotate(180).jpeg({ quality: 85 }).toBuffer(),
  'quarter turn': async (page, random) =>
    sharp(page)
      .rotate(random.pick([90, 270]))
      .jpeg({ quality: 85 })
      .toBuffer(),
};

/** The first ten of the table above. */
export const standardConditions: readonly string[] = Object.keys(conditions).slice(0, 10);
