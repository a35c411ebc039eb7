import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileFormat } from './file-format.ts';
import { detectFormat } from './file-format.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const cases: readonly [string, Uint8Array, FileFormat][] = [
  ['nothing at all', bytes(''), 'empty'],
  ['the start of a JPEG', bytes('\xff\xd8\xff\xe0\x00\x10JFIF'), 'jpeg'],
  ['the start of a PNG', bytes('\x89PNG\r\n\x1a\n\x00\x00\x00\r'), 'png'],
  ['a PNG that mail has broken', bytes('\x89PNG\n\x1a\n\x00\x00\x00\r'), 'unknown'],
  ['the start of a WebP', bytes('RIFF\x24\x00\x00\x00WEBP'), 'webp'],
  ['a RIFF that is sound', bytes('RIFF\x24\x00\x00\x00WAVE'), 'unknown'],
  ['a photo of an iPhone', bytes('\x00\x00\x00\x24ftypheic'), 'heic'],
  ['a HEIF of another brand', bytes('\x00\x00\x00\x18ftypmif1'), 'heic'],
  ['a film', bytes('\x00\x00\x00\x18ftypmp42'), 'unknown'],
  ['a PDF', bytes('%PDF-1.7\n%'), 'pdf'],
  ['a text', bytes('Dear Sir or Madam'), 'unknown'],
  ['two bytes of a JPEG', bytes('\xff\xd8'), 'unknown'],
];

for (const [what, start, expected] of cases) {
  test(`${what} is told as ${expected}`, () => assert.equal(detectFormat(start), expected));
}
