import type { DocumentReading } from '@gatehouse/core/document/reading.ts';

/** Reads a machine-readable zone out of a photo's bytes, off the event loop. */
export interface DocumentReader {
  read(bytes: Uint8Array): Promise<DocumentReading>;
}
