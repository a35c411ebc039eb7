/** What a file is, whatever its name says. */
export type FileFormat = 'empty' | 'jpeg' | 'png' | 'webp' | 'heic' | 'pdf' | 'unknown';

/** Bytes that tell a format; `ftyp` boxes carry their brand from byte 8 to 12 (ISO/IEC 14496-12, 4.3). */
export const SIGNATURE_BYTES = 12;

const heicBrands: readonly string[] = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

const latin1 = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** Reads the first bytes of a file; its name and the type that the system made of it are not asked. */
export const detectFormat = (bytes: Uint8Array): FileFormat => {
  if (bytes.length === 0) return 'empty';
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (latin1(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (latin1(bytes, 0, 4) === 'RIFF' && latin1(bytes, 8, 12) === 'WEBP') return 'webp';
  if (latin1(bytes, 0, 5) === '%PDF-') return 'pdf';
  const isHeic = latin1(bytes, 4, 8) === 'ftyp' && heicBrands.includes(latin1(bytes, 8, 12));
  return isHeic ? 'heic' : 'unknown';
};
