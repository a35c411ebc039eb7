import sharp from 'sharp';
import type { Random } from '../../scripts/train-reader/random.ts';
import {
  addNoise,
  type ColourImage,
  decodeColour,
  plainBackground,
  shade,
  toSharp,
  woodBackground,
} from './distort.ts';

/** How a page is photographed: a pinhole camera with a lens that bends straight lines, above a table. */
export interface Shot {
  widthPx: number;
  heightPx: number;
  /** Share of the frame's width that the page takes. */
  fill: number;
  tiltDegrees: number;
  panDegrees: number;
  rollDegrees: number;
  /** Radial bend; positive is a barrel. */
  barrel: number;
  /** Height of the page's bulge in page widths; an open passport does not lie flat. */
  bulge: number;
  vignette: number;
  motionPx: number;
  defocusPx: number;
  noise: number;
  sharpen: number;
  gamma: number;
  exposure: number;
  quality: number;
}

const degrees = Math.PI / 180;

/** Takes the picture: for every pixel of the sensor the ray is followed back to the page. */
export async function photograph(page: Buffer, shot: Shot, random: Random): Promise<Buffer> {
  const source = await decodeColour(page);
  const table = random.chance(0.7)
    ? woodBackground(shot.widthPx, shot.heightPx, random)
    : plainBackground(
        shot.widthPx,
        shot.heightPx,
        random.pick([
          [30, 32, 38],
          [205, 200, 190],
          [90, 110, 96],
        ] as const),
      );
  const exposed = expose(project(source, table, shot), shot);
  const blurred = await soften(exposed, shot);
  const noisy = shot.noise > 0 ? addNoise(blurred, shot.noise, random) : blurred;
  const sharpened =
    shot.sharpen > 0 ? toSharp(noisy).sharpen({ sigma: 1.2, m1: shot.sharpen, m2: shot.sharpen }) : toSharp(noisy);
  return sharpened.jpeg({ quality: shot.quality, chromaSubsampling: '4:2:0' }).toBuffer();
}

function project(source: ColourImage, table: ColourImage, shot: Shot): ColourImage {
  const pixels = table.pixels.slice();
  const focal = 1.3;
  const distance = focal / shot.fill;
  const halfHeight = source.height / source.width / 2;
  const [ct, st] = [Math.cos(shot.tiltDegrees * degrees), Math.sin(shot.tiltDegrees * degrees)];
  const [cp, sp] = [Math.cos(shot.panDegrees * degrees), Math.sin(shot.panDegrees * degrees)];
  const [cr, sr] = [Math.cos(shot.rollDegrees * degrees), Math.sin(shot.rollDegrees * degrees)];
  for (let y = 0; y < shot.heightPx; y++) {
    for (let x = 0; x < shot.widthPx; x++) {
      const sx = (x + 0.5) / shot.widthPx - 0.5;
      const sy = (y + 0.5 - shot.heightPx / 2) / shot.widthPx;
      const bend = 1 + shot.barrel * (sx * sx + sy * sy);
      const rx = (sx * cr + sy * sr) * bend;
      const ry = (-sx * sr + sy * cr) * bend;
      // The ray (rx, ry, focal) in the page's axes: first the pan, then the tilt.
      const dx = rx * cp + focal * sp;
      const dz0 = -rx * sp + focal * cp;
      const dy = ry * ct + dz0 * st;
      const dz = -ry * st + dz0 * ct;
      const ox = -distance * sp;
      const oy = -distance * cp * st;
      const oz = -distance * cp * ct;
      const t = -oz / dz;
      const u = ox + t * dx;
      const v = oy + t * dy + shot.bulge * (0.25 - u * u);
      const px = (u + 0.5) * source.width;
      const py = (v + halfHeight) * source.width;
      if (px < 0 || py < 0 || px >= source.width - 1 || py >= source.height - 1) continue;
      copyBilinear(source, px, py, pixels, (y * shot.widthPx + x) * 3);
    }
  }
  return { ...table, pixels };
}

function copyBilinear(source: ColourImage, x: number, y: number, into: Uint8Array, at: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  const from = (top * source.width + left) * 3;
  const below = from + source.width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const upper = (source.pixels[from + channel] ?? 0) * (1 - fx) + (source.pixels[from + channel + 3] ?? 0) * fx;
    const lower = (source.pixels[below + channel] ?? 0) * (1 - fx) + (source.pixels[below + channel + 3] ?? 0) * fx;
    into[at + channel] = upper * (1 - fy) + lower * fy;
  }
}

function expose(image: ColourImage, shot: Shot): ColourImage {
  return shade(image, (value, x, y) => {
    const dx = x / image.width - 0.5;
    const dy = y / image.height - 0.5;
    const light = shot.exposure * (1 - shot.vignette * 2 * (dx * dx + dy * dy));
    return 255 * ((value / 255) ** shot.gamma * light);
  });
}

async function soften(image: ColourImage, shot: Shot): Promise<ColourImage> {
  let picture = toSharp(image);
  if (shot.defocusPx >= 0.4)
    picture = sharp(await picture.blur(shot.defocusPx).png({ compressionLevel: 0 }).toBuffer());
  if (shot.motionPx >= 2) {
    const length = Math.round(shot.motionPx) | 1;
    const kernel = Array.from({ length: length * length }, (_, i) =>
      Math.floor(i / length) === (length - 1) / 2 ? 1 : 0,
    );
    picture = sharp(
      await picture.convolve({ width: length, height: length, kernel }).png({ compressionLevel: 0 }).toBuffer(),
    );
  }
  return decodeColour(await picture.png({ compressionLevel: 0 }).toBuffer());
}

export function randomShot(random: Random, change: Partial<Shot> = {}): Shot {
  const widthPx = random.integer(1500, 2400);
  return {
    widthPx,
    heightPx: Math.round(widthPx * 0.75),
    fill: random.between(0.7, 0.92),
    tiltDegrees: random.between(-12, 12),
    panDegrees: random.between(-8, 8),
    rollDegrees: random.between(-6, 6),
    barrel: random.between(-0.04, 0.06),
    bulge: random.chance(0.4) ? random.between(-0.03, 0.03) : 0,
    vignette: random.between(0, 0.5),
    motionPx: 0,
    defocusPx: random.between(0.4, 1.4),
    noise: random.between(2, 8),
    sharpen: random.chance(0.4) ? random.between(0.5, 2) : 0,
    gamma: random.between(0.8, 1.3),
    exposure: random.between(0.75, 1.1),
    quality: random.integer(60, 92),
    ...change,
  };
}
