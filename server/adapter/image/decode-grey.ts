import type { GreyImage } from '@gatehouse/core/document/reader/grey-image.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import sharp, { type Metadata } from 'sharp';
import type { ImageDecoder } from '../../domain/check/image-port.ts';
import type { ImageError } from '../../domain/document/image-port.ts';
import { findImageFormat, type ReadableFormat } from './image-format.ts';

/** A phone has 50 megapixels; more than this is a scan of a poster or a bomb. */
const mostPixels = 80_000_000;
/** What those pixels take unpacked, with transparency: a picture of 16 bits may have half as many. */
const mostBytes = mostPixels * 4;
/** A strip of one pixel by millions is unpacked in gigabytes. */
const mostSidePx = 20_000;
/** The slowest picture within the limits takes half of this; the decoder is stopped where it is not done. */
const longestDecodeSeconds = 15;
/** Characters of a page that fills a third of the frame are still large enough at this size, and reading stays quick. */
const longestSidePx = 2600;

const errors = {
  heic: {
    code: 'image_heic',
    sentence:
      'This is a HEIC photo, which cannot be read here: choose "Most compatible" in the camera settings or send it as JPEG.',
  },
  pdf: { code: 'image_pdf', sentence: 'This is a PDF file: send a photo of the document as JPEG or PNG instead.' },
  unknown: { code: 'image_unknown_format', sentence: 'This file is not a picture: send a photo as JPEG, PNG or WebP.' },
  broken: {
    code: 'image_broken',
    sentence: 'This picture is damaged or incomplete: take it again or send the original file.',
  },
  tooLarge: {
    code: 'image_too_large',
    sentence: 'This picture has more than 80 megapixels or a side of more than 20000 pixels: send a smaller one.',
  },
} as const satisfies Record<string, ImageError>;

const refusals = { heic: errors.heic, pdf: errors.pdf, unknown: errors.unknown } as const;

// The decoder itself knows more formats, of which SVG runs filters for minutes, and goes by a look of its own at the file.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Tiff', 'Nsgif', 'Heif'].map((loader) => `VipsForeignLoad${loader}`),
});

export interface OpenedImage {
  format: ReadableFormat;
  /** As the picture is seen, after the EXIF orientation and before shrinking. */
  widthPx: number;
  heightPx: number;
  grey: GreyImage;
}

/** The implementation of the port on sharp: EXIF orientation applied, transparency on white, any depth and colour space to 8-bit grey. */
export const sharpImageDecoder: ImageDecoder = { decodeGrey };

/** The grey pixels, the longer side at most 2600 px. */
export async function decodeGrey(bytes: Uint8Array): Promise<Result<GreyImage, ImageError>> {
  const opened = await openImage(bytes);
  return opened.ok ? ok(opened.value.grey) : opened;
}

export async function openImage(bytes: Uint8Array): Promise<Result<OpenedImage, ImageError>> {
  const format = findImageFormat(bytes);
  if (format === 'heic' || format === 'pdf' || format === 'unknown') return fail(refusals[format]);
  try {
    const metadata = await sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata();
    // The header is judged before a single pixel is unpacked: a bomb is small until then.
    if (isTooLarge(metadata)) return fail(errors.tooLarge);
    const { autoOrient } = metadata;
    return ok({ format, widthPx: autoOrient.width, heightPx: autoOrient.height, grey: await decodePixels(bytes) });
  } catch {
    return fail(errors.broken);
  }
}

function isTooLarge({ width, height, channels, depth }: Metadata): boolean {
  const bytesPerSample = depth === 'uchar' ? 1 : depth === 'ushort' ? 2 : 8;
  const pixels = width * height;
  return pixels > mostPixels || Math.max(width, height) > mostSidePx || pixels * channels * bytesPerSample > mostBytes;
}

async function decodePixels(bytes: Uint8Array): Promise<GreyImage> {
  const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', pages: 1 })
    .timeout({ seconds: longestDecodeSeconds })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width: longestSidePx, height: longestSidePx, fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, grey: firstChannel(data, info.channels) };
}

function firstChannel(data: Buffer, channels: number): Uint8Array {
  if (channels === 1) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  return Uint8Array.from({ length: data.length / channels }, (_, i) => data[i * channels] ?? 0);
}
