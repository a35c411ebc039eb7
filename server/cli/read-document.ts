import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { sharpImageDecoder } from '../adapter/image/decode-grey.ts';
import { readDocument, refusedReading } from '../domain/check/read-document.ts';

/** Where the command writes; `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
}

/**
 * `gatehouse read-document FILE...`: prints one JSON line for each file, in order: `{ file, accepted, lines, fields, reasons,
 * confidence, ms, format, ambiguous }`. Needs no server and no database. Answers the exit code: 1 when a file could not be opened.
 */
export async function readDocumentCommand(
  files: readonly string[],
  out: Output,
  /** Where the file of a name lies; the line has the name as it was given. */
  locate: (file: string) => string = (file) => file,
): Promise<number> {
  if (files.length === 0) {
    out.write('Usage: gatehouse read-document FILE... (JPEG, PNG, WebP, TIFF, GIF or AVIF pictures of documents)\n');
    return 1;
  }
  // The command reads one file after the other and is to be measured on one core.
  sharp.concurrency(1);
  let exitCode = 0;
  for (const file of files) {
    const startedAt = performance.now();
    const bytes = await openFile(locate(file));
    if (typeof bytes === 'string') exitCode = 1;
    const reading =
      typeof bytes === 'string'
        ? refusedReading([{ code: 'file_not_readable', sentence: bytes }])
        : await readDocument(sharpImageDecoder, bytes, today());
    const { accepted, lines, fields, reasons, confidence, format, ambiguous } = reading;
    const ms = Math.round(performance.now() - startedAt);
    out.write(`${JSON.stringify({ file, accepted, lines, fields, reasons, confidence, ms, format, ambiguous })}\n`);
  }
  return exitCode;
}

/** The bytes, or a sentence that says why there are none. */
async function openFile(file: string): Promise<Uint8Array | string> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return `The file could not be opened (${code}): check the path and the permissions.`;
  }
}

function today() {
  const now = new Date();
  return { year: now.getUTCFullYear(), month: now.getUTCMonth() + 1, day: now.getUTCDate() };
}
