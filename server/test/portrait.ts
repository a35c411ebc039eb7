import sharp from 'sharp';

/** How an invented portrait is spoilt. */
export interface Spoilt {
  /** Of the longer side; the shape is that of a phone's camera. */
  readonly longSidePx?: number;
  /** Standard deviation of a Gaussian blur in pixels of a picture 1000 px high. */
  readonly blurPx?: number;
  /** Factor of all brightness. */
  readonly light?: number;
  readonly quality?: number;
}

const HEIGHT = 1000;
const WIDTH = 750;

/** A drawn face before a wall, as JPEG: soft skin, hair, eyes, brows and mouth. It is nobody's. */
export const drawPortrait = async ({ longSidePx = 1280, blurPx = 0, light = 1, quality = 85 }: Spoilt = {}) => {
  const pixels = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
    brightnessOf(at % WIDTH, Math.floor(at / WIDTH)),
  );
  const drawn = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });
  const blurred = blurPx === 0 ? drawn : sharp(await drawn.blur(blurPx).png().toBuffer());
  return blurred.resize({ height: longSidePx, kernel: 'cubic' }).linear(light, 0).jpeg({ quality }).toBuffer();
};

/** Later shapes lie over earlier ones. */
function brightnessOf(x: number, y: number): number {
  const noise = (Math.sin(x * 12.9898 + y * 78.233) * 43758.5453) % 3;
  let value = 170 - y / 20;
  if (isIn(x, y, 375, 1050, 330, 260)) value = 90;
  if (isIn(x, y, 375, 420, 245, 310)) value = 45 + 20 * Math.sin(x / 3 + Math.sin(y / 40) * 4);
  if (isIn(x, y, 375, 470, 200, 270)) value = 185 - Math.abs(x - 330) / 5 - Math.abs(y - 450) / 12;
  for (const eye of [295, 455]) {
    if (isIn(x, y, eye, 390, 46, 10)) value = 80;
    if (isIn(x, y, eye, 430, 34, 17)) value = 215;
    if (isIn(x, y, eye, 430, 15, 15)) value = 40;
  }
  if (isIn(x, y, 375, 530, 26, 12)) value = 130;
  if (isIn(x, y, 375, 610, 70, 17)) value = 105;
  return Math.max(0, Math.min(255, value + noise));
}

const isIn = (x: number, y: number, centreX: number, centreY: number, width: number, height: number): boolean =>
  ((x - centreX) / width) ** 2 + ((y - centreY) / height) ** 2 < 1;
