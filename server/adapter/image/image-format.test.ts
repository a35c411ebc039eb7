import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findImageFormat, type ImageFormat } from './image-format.ts';

const cases: readonly [string, string, ImageFormat][] = [
  ['a JPEG', '\xff\xd8\xff\xe0', 'jpeg'],
  ['a PNG', '\x89PNG\r\n\x1a\n', 'png'],
  ['a WebP', 'RIFF\x10\0\0\0WEBPVP8 ', 'webp'],
  ['a TIFF of either byte order', 'II*\0', 'tiff'],
  ['a TIFF of either byte order', 'MM\0*', 'tiff'],
  ['a GIF', 'GIF89a', 'gif'],
  ['an AVIF', '\0\0\0\x1cftypavif\0\0\0\0mif1miaf', 'avif'],
  ['an AVIF whose major brand is the neutral one', '\0\0\0\x1cftypmif1\0\0\0\0avifmiaf', 'avif'],
  ['a HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic'],
  ['a video in the same container', '\0\0\0\x18ftypisom\0\0\0\0isomavc1', 'unknown'],
  ['a PDF', '%PDF-1.7', 'pdf'],
  ['a PDF with something before its header', '\r\n\r\n%PDF-1.4', 'pdf'],
  ['a RIFF that is a sound', 'RIFF\x10\0\0\0WAVEfmt ', 'unknown'],
  ['an SVG with the mark of a WebP in it', "<svg a='WEBP' xmlns=", 'unknown'],
  ['text', 'Dear Sir or Madam', 'unknown'],
  ['nothing', '', 'unknown'],
];

for (const [name, head, expected] of cases)
  test(`${name} is told by its first bytes: ${expected}`, () => {
    assert.equal(findImageFormat(Buffer.from(head, 'latin1')), expected);
  });
