import sharp from 'sharp';
import type { Random } from '../../scripts/train-reader/random.ts';
import { photograph, randomShot } from './camera.ts';
import type { Condition } from './conditions.ts';

const shot =
  (change: (random: Random) => Parameters<typeof randomShot>[1]): Condition =>
  (page, random) =>
    photograph(page, randomShot(random, change(random)), random);

/** How the pages of other-page.ts are seen: mostly photographs. */
export const otherConditions: Record<string, Condition> = {
  'scan 200 dpi': (page) => sharp(page).resize(980).sharpen().jpeg({ quality: 75 }).toBuffer(),
  'photo plain': shot(() => ({})),
  'photo tilted': shot((random) => ({
    tiltDegrees: random.between(12, 22) * (random.chance(0.5) ? 1 : -1),
    panDegrees: random.between(-14, 14),
    fill: 0.8,
  })),
  'photo far': shot((random) => ({ widthPx: 2600, heightPx: 1950, fill: random.between(0.4, 0.6) })),
  'photo 4000': shot((random) => ({ widthPx: 4000, heightPx: 3000, fill: random.between(0.5, 0.9), defocusPx: 2 })),
  'low light': shot((random) => ({ exposure: random.between(0.25, 0.45), noise: random.between(8, 14), quality: 70 })),
  'motion blur': shot((random) => ({ motionPx: random.between(3, 7) })),
  oversharpened: shot((random) => ({ sharpen: random.between(3, 6), noise: random.between(4, 9), quality: 60 })),
  'small photo': shot(() => ({ widthPx: 800, heightPx: 600, defocusPx: 0, fill: 0.92, tiltDegrees: 3, panDegrees: 3 })),
  portrait: async (page, random) =>
    sharp(await photograph(page, randomShot(random), random))
      .rotate(random.pick([90, 180, 270]))
      .jpeg({ quality: 80 })
      .toBuffer(),
};
