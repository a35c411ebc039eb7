import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

/** The generated passport of the repository. */
export const passportPhoto = (): Buffer =>
  readFileSync(new URL('../../server/test/documents/demo-passport.jpg', import.meta.url));

/** The passport as a phone takes it in bad light: every pixel carries noise, which is what makes a photo large. */
export const hugePassportPhoto = async (): Promise<Buffer> => {
  const [width, height] = [4_500, 3_168];
  const noise = Buffer.alloc(width * height * 3);
  randomFillSync(noise);
  const grain = await sharp(noise, { raw: { width, height, channels: 3 } })
    .linear(0.4, 77)
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(passportPhoto())
    .resize(width, height, { fit: 'fill' })
    .composite([{ input: grain, blend: 'soft-light' }])
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
};

/** Sharp and well lit, but there is no document on it. */
export const emptyTablePhoto = (): Promise<Buffer> => {
  const boards = Array.from({ length: 14 }, (_, board) => `<rect y="${board * 70}" width="1400" height="66" />`).join(
    '',
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="980" fill="#a58a6a">${boards}</svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: '#5d4a35' }).jpeg({ quality: 90 }).toBuffer();
};

/** Taken with the finger on the lens. */
export const blackPhoto = (): Promise<Buffer> =>
  sharp({ create: { width: 1200, height: 900, channels: 3, background: '#050505' } })
    .jpeg()
    .toBuffer();

/** The first box of what an iPhone writes; Chromium opens none of it. */
export const heicPhoto = (): Buffer =>
  Buffer.concat([Buffer.from('\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic', 'latin1'), Buffer.alloc(2_000, 7)]);

export const pdfFile = (): Buffer => Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n', 'latin1');

export const textFile = (): Buffer => Buffer.from('This is a letter and no photo.\n'.repeat(50));

/** A JPEG that stops in the middle of its header: neither the browser nor the server can open it. */
export const brokenPhoto = (): Buffer => passportPhoto().subarray(0, 300);

/** The same, but larger than what is sent as it is. */
export const hugeBrokenPhoto = (): Buffer => Buffer.concat([brokenPhoto(), Buffer.alloc(5 * 1024 * 1024)]);
