import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { guideFor } from '../src/step/document/camera/guide.ts';
import { passportPhoto } from './photos.ts';

const picture = { width: 1920, height: 1080 } as const;

/** The passport on a table, where the frame of the page wants it. */
const drawFrame = async (): Promise<Buffer> => {
  const { frame } = guideFor('passport', picture.width, picture.height);
  const passport = await sharp(passportPhoto())
    .resize(Math.round(frame.width), Math.round(frame.height), { fit: 'contain', background: '#4a4f55' })
    .toBuffer();
  return sharp({ create: { ...picture, channels: 3, background: '#4a4f55' } })
    .composite([{ input: passport, left: Math.round(frame.x), top: Math.round(frame.y) }])
    .jpeg({ quality: 92 })
    .toBuffer();
};

/** A film for Chromium's fake camera (Motion JPEG is JPEG after JPEG); returns its path. */
export const playDemoPassport = async (): Promise<string> => {
  const path = join(mkdtempSync(join(tmpdir(), 'gatehouse-film-')), 'passport.mjpeg');
  const frame = await drawFrame();
  writeFileSync(path, Buffer.concat([frame, frame]));
  return path;
};
