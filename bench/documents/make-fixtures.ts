import { mkdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ZoneFormat } from '../../core/document/zone-format.ts';
import { createRandom } from '../../scripts/train-reader/random.ts';
import { photograph, randomShot } from './camera.ts';
import { addNoise, decodeColour, shade, toSharp } from './distort.ts';
import { drawPage, type PrintStyle } from './page.ts';
import { type DocumentTruth, inventDocument, writeLines } from './people.ts';

/*
 * Makes server/test/documents: pictures with their truth, so that tests need no font. Run once; the files are committed.
 * node bench/documents/make-fixtures.ts
 */
const folder = new URL('../../server/test/documents/', import.meta.url).pathname;
const widthPx = 1200;

const style: PrintStyle = {
  weight: 0.01,
  family: 'OCR B',
  ink: '#15151a',
  paper: '#f3ead9',
  guilloche: '#c9b48f',
  aspect: 1,
  slantDegrees: 0,
  characterJitter: 0,
};

/** What a test expects of a file: the lines, or the code of the first reason. */
type Expectation = { lines: string[] } | { reason: string };

const truth: Record<string, Expectation> = {};

async function save(name: string, bytes: Uint8Array, expected: Expectation): Promise<void> {
  await writeFile(`${folder}${name}`, bytes);
  truth[name] = expected;
}

async function draw(seed: number, format: ZoneFormat, change: Partial<PrintStyle> = {}) {
  const random = createRandom(seed);
  const document = inventDocument(random, format);
  return { document, page: await drawPage(document, { ...style, ...change }, widthPx, random), random };
}

const jpeg = (page: Buffer) => sharp(page).jpeg({ quality: 72 }).toBuffer();

async function makeDemo(): Promise<void> {
  const anna = {
    state: 'UTO',
    nationality: 'UTO',
    familyName: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    birthDate: '900812',
    sex: 'F',
    expiryDate: '360415',
    optional: '',
  };
  const passport = { ...anna, format: 'TD3', documentCode: 'P', number: 'L898902C3' } as const;
  const card = { ...anna, format: 'TD1', documentCode: 'I', number: 'D23145890' } as const;
  for (const [name, values] of [
    ['demo-passport.jpg', passport],
    ['demo-identity-card.jpg', card],
  ] as const) {
    const document: DocumentTruth = { ...values, lines: writeLines(values) };
    const page = await drawPage(document, style, 1400, createRandom(4));
    await save(name, await sharp(page).jpeg({ quality: 82 }).toBuffer(), { lines: document.lines });
  }
}

async function makeReadable(): Promise<void> {
  const passport = await draw(21, 'TD3', { weight: 0.05, paper: '#e4eef5' });
  await save('passport.jpg', await jpeg(passport.page), { lines: passport.document.lines });
  const card2 = await draw(22, 'TD2', { weight: -0.02 });
  await save('card-td2.jpg', await jpeg(card2.page), { lines: card2.document.lines });
  const card1 = await draw(23, 'TD1', { slantDegrees: 3 });
  await save('card-td1.jpg', await jpeg(card1.page), { lines: card1.document.lines });
  const visa = await draw(24, 'MRV-A', { paper: '#e6f2e0' });
  await save('visa.jpg', await jpeg(visa.page), { lines: visa.document.lines });
  const rotated = await draw(25, 'TD3');
  const turned = await sharp(rotated.page).rotate(9, { background: '#667' }).png().toBuffer();
  await save('rotated.jpg', await jpeg(turned), { lines: rotated.document.lines });
  const flipped = await draw(26, 'TD3');
  await save('upside-down.jpg', await jpeg(await sharp(flipped.page).rotate(180).png().toBuffer()), {
    lines: flipped.document.lines,
  });
  const exif = await draw(27, 'TD2');
  const lying = await sharp(exif.page).rotate(270).jpeg({ quality: 72 }).withMetadata({ orientation: 6 }).toBuffer();
  await save('exif-turned.jpg', lying, { lines: exif.document.lines });
  const photo = await draw(28, 'TD3');
  const shot = randomShot(photo.random, { widthPx: 1600, heightPx: 1200, quality: 60 });
  await save('camera.jpg', await photograph(photo.page, shot, photo.random), { lines: photo.document.lines });
}

async function makeUnreadable(): Promise<void> {
  const { page, random } = await draw(31, 'TD3');
  await save('blurred.jpg', await jpeg(await sharp(page).blur(8).png().toBuffer()), { reason: 'image_blurred' });
  const image = await decodeColour(page);
  const glare = shade(image, (value, x, y) => value + (Math.hypot((x - 600) / 420, (y - 760) / 130) < 1 ? 200 : 0));
  await save('glare.jpg', await toSharp(glare).jpeg({ quality: 72 }).toBuffer(), { reason: 'image_glare' });
  const dark = addNoise(
    shade(image, (value) => 8 + value * 0.03),
    5,
    random,
  );
  await save('dark.jpg', await toSharp(dark).jpeg({ quality: 60 }).toBuffer(), { reason: 'image_dark' });
  await save('no-document.jpg', await drawStreet().jpeg({ quality: 60 }).toBuffer(), { reason: 'zone_not_found' });
  await save('text.jpg', Buffer.from('This is a text file that somebody has renamed.\n'), {
    reason: 'image_unknown_format',
  });
  await save('document.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), { reason: 'image_pdf' });
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
  await save('photo.heic', heic, { reason: 'image_heic' });
  const whole = await jpeg(page);
  await save('cut-off.jpg', whole.subarray(0, 9000), { reason: 'image_broken' });
}

/** A picture that a phone might hold instead: a street with windows, which stand in rows like characters. */
function drawStreet() {
  const windows = Array.from(
    { length: 120 },
    (_, i) =>
      `<rect x="${60 + (i % 24) * 36}" y="${180 + Math.floor(i / 24) * 70}" width="18" height="30" fill="#2c3e50"/>`,
  );
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="750"><rect width="1000" height="750" fill="#a9c9e8"/>
      <rect x="40" y="150" width="900" height="450" fill="#c98f6b"/>${windows.join('')}<rect y="600" width="1000" height="150" fill="#666"/>
      <circle cx="860" cy="80" r="40" fill="#f7e27a"/></svg>`),
  );
}

await mkdir(folder, { recursive: true });
await makeDemo();
await makeReadable();
await makeUnreadable();
await writeFile(`${folder}truth.json`, `${JSON.stringify(truth, null, 2)}\n`);
