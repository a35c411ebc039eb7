/** What the first bytes of a file say that it is. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif' | 'heic' | 'pdf' | 'unknown';

/** Each from the first byte on: a mark further in could stand in a file of another format. `.` is any one byte. */
const signatures: readonly { format: ImageFormat; bytes: string }[] = [
  { format: 'jpeg', bytes: '\xff\xd8\xff' },
  { format: 'png', bytes: '\x89PNG\r\n\x1a\n' },
  { format: 'gif', bytes: 'GIF87a' },
  { format: 'gif', bytes: 'GIF89a' },
  { format: 'tiff', bytes: 'II*\0' },
  { format: 'tiff', bytes: 'MM\0*' },
  { format: 'webp', bytes: 'RIFF....WEBP' },
];

/** The formats that are read, with their registered media types. */
export const mediaTypes = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  tiff: 'image/tiff',
  gif: 'image/gif',
  avif: 'image/avif',
} as const satisfies Partial<Record<ImageFormat, string>>;

export type ReadableFormat = keyof typeof mediaTypes;

/** Brands of the ISO base media container (ISO/IEC 23008-12, 10) that hold a still picture coded with HEVC. */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
const avifBrands = ['avif', 'avis'];

/** Tells the format by content; a name or a declared type may say anything. */
export function findImageFormat(bytes: Uint8Array): ImageFormat {
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  const found = signatures.find(({ bytes: expected }) => startsWith(head, expected));
  if (found) return found.format;
  if (head.startsWith('ftyp', 4)) return containerFormat(bytes, head);
  // A PDF may have up to 1024 bytes before its header (ISO 32000-1, implementation note 13).
  return head.includes('%PDF-') ? 'pdf' : 'unknown';
}

const startsWith = (head: string, expected: string): boolean =>
  [...expected].every((byte, index) => (byte === '.' ? index < head.length : byte === head[index]));

/** The major brand may be the neutral `mif1`, so the compatible brands decide. */
function containerFormat(bytes: Uint8Array, head: string): ImageFormat {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const brands = head.slice(8, Math.min(size, head.length)).match(/[\s\S]{4}/g) ?? [];
  if (brands.some((brand) => avifBrands.includes(brand))) return 'avif';
  return brands.some((brand) => heicBrands.includes(brand)) ? 'heic' : 'unknown';
}
