import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { decodeGrey } from './decode-grey.ts';
import { inspectImage } from './inspect-image.ts';

/** 60 x 40: the upper left quarter black, the rest white. */
function drawQuarter(channels: 3 | 4 = 3): Sharp {
  const pixels = Buffer.alloc(60 * 40 * channels, 255);
  for (let y = 0; y < 20; y++) pixels.fill(0, y * 60 * channels, (y * 60 + 30) * channels);
  return sharp(pixels, { raw: { width: 60, height: 40, channels } });
}

async function decode(bytes: Uint8Array) {
  const image = await decodeGrey(bytes);
  assert.ok(image.ok, image.ok ? '' : image.error.sentence);
  const { width, height, grey } = image.value;
  assert.equal(grey.length, width * height);
  return { width, height, at: (x: number, y: number) => grey[y * width + x] ?? -1 };
}

async function refusalOf(bytes: Uint8Array): Promise<string> {
  const image = await decodeGrey(bytes);
  assert.ok(!image.ok);
  assert.match(image.error.sentence, /^[A-Z].*[.]$/);
  return image.error.code;
}

describe('every accepted format becomes the same grey picture', () => {
  const formats: Record<string, () => Promise<Buffer>> = {
    JPEG: () => drawQuarter().jpeg({ quality: 95 }).toBuffer(),
    PNG: () => drawQuarter().png().toBuffer(),
    'PNG with a palette': () => drawQuarter().png({ palette: true }).toBuffer(),
    'PNG of 16 bits': () => drawQuarter().toColourspace('rgb16').png().toBuffer(),
    'grey PNG of 16 bits': () => drawQuarter().greyscale().toColourspace('grey16').png().toBuffer(),
    WebP: () => drawQuarter().webp().toBuffer(),
    TIFF: () => drawQuarter().tiff().toBuffer(),
    GIF: () => drawQuarter().gif().toBuffer(),
    AVIF: () => drawQuarter().avif().toBuffer(),
    'JPEG in CMYK': () => drawQuarter().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
  };
  for (const [name, make] of Object.entries(formats))
    test(name, async () => {
      const { width, height, at } = await decode(await make());
      assert.deepEqual([width, height], [60, 40]);
      assert.ok(at(5, 5) < 60, `dark: ${at(5, 5)}`);
      assert.ok(at(50, 5) > 215 && at(5, 35) > 215, `bright: ${at(50, 5)}, ${at(5, 35)}`);
    });
});

test('what is transparent is white, as paper would be', async () => {
  const clear = sharp({ create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  assert.equal((await decode(await clear.png().toBuffer())).at(3, 3), 255);
});

test('the orientation of the camera is applied', async () => {
  const lying = await drawQuarter().jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { width, height, at } = await decode(lying);
  assert.deepEqual([width, height], [40, 60]);
  assert.ok(at(35, 5) < 60 && at(5, 5) > 200);
});

test('a large photo is shrunk to 2600 pixels', async () => {
  const large = sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#888' } });
  const { width, height } = await decode(await large.jpeg().toBuffer());
  assert.deepEqual([width, height], [2600, 1950]);
});

describe('what is no picture is refused with a code and a sentence', () => {
  test('HEIC, PDF, text and nothing', async () => {
    assert.equal(await refusalOf(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')), 'image_heic');
    assert.equal(await refusalOf(Buffer.from('%PDF-1.7')), 'image_pdf');
    assert.equal(await refusalOf(Buffer.from('just words')), 'image_unknown_format');
    assert.equal(await refusalOf(new Uint8Array()), 'image_unknown_format');
  });

  test('a JPEG that breaks off', async () => {
    const whole = await sharp(Buffer.alloc(300 * 300 * 3, 90), { raw: { width: 300, height: 300, channels: 3 } })
      .jpeg()
      .toBuffer();
    assert.equal(await refusalOf(whole.subarray(0, whole.length >> 1)), 'image_broken');
  });

  test('a PNG whose header announces 3.6 gigapixels is refused before it is unpacked', async () => {
    assert.equal(await refusalOf(pngBomb(60_000, 60_000)), 'image_too_large');
  });

  test('a strip of one pixel by 79 million, which takes gigabytes, is refused before it is unpacked', async () => {
    assert.equal(await refusalOf(pngBomb(79_000_000, 1)), 'image_too_large');
  });

  test('79 megapixels of 16 bits and four channels are refused before they are unpacked', async () => {
    assert.equal(await refusalOf(pngBomb(8900, 8900, { bits: 16, colour: 6 })), 'image_too_large');
  });

  test('an SVG is refused, also by the decoder behind the look at the first bytes', async () => {
    const svg = Buffer.from(`<svg a='WEBP' xmlns="http://www.w3.org/2000/svg" width="60" height="40"/>`);
    assert.equal(await refusalOf(svg), 'image_unknown_format');
    await assert.rejects(sharp(svg).metadata(), /unsupported image format/);
  });
});

test('an inspection names type, size as seen and what would make a better photo', async () => {
  const dark = sharp({ create: { width: 900, height: 300, channels: 3, background: '#0a0a0a' } });
  const inspection = await inspectImage(await dark.jpeg().withMetadata({ orientation: 6 }).toBuffer());
  assert.ok(inspection.ok);
  const { mediaType, widthPx, heightPx, hints } = inspection.value;
  assert.deepEqual([mediaType, widthPx, heightPx], ['image/jpeg', 300, 900]);
  assert.deepEqual(
    hints.map(({ code }) => code),
    ['image_dark', 'image_small'],
  );
});

/** A valid PNG header with hardly any pixels behind it. */
function pngBomb(width: number, height: number, { bits, colour } = { bits: 8, colour: 0 }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colour, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(1000))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  chunk.set(body, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
