import type { CalendarDate } from '@gatehouse/core/document/calendar-date.ts';
import type { DocumentReading } from '@gatehouse/core/document/reading.ts';
import type { Result } from '@gatehouse/core/result.ts';
import { Piscina } from 'piscina';
import type { DocumentReader } from '../../domain/check/document-reader-port.ts';
import { refusedReading } from '../../domain/check/read-document.ts';
import type { ImageError, ImageInspection, ImageInspector } from '../../domain/document/image-port.ts';

/** A picture is read in about half a second; one that needs longer than this will not end. */
const longestReadMs = 20_000;

const failures = {
  timeOut: {
    code: 'reader_timed_out',
    sentence: 'Reading this picture took too long: take it again with the document filling the frame.',
  },
  crash: {
    code: 'reader_failed',
    sentence: 'Reading this picture failed unexpectedly: take it again, or send it in another format.',
  },
} as const;

export interface DocumentReaderOptions {
  /** Pictures that are read at the same time. */
  threads: number;
  /** For tests: the program that a thread runs, and how long a picture may take. */
  worker?: URL;
  timeoutMs?: number;
  now?: () => Date;
}

export interface DocumentReaderPool extends DocumentReader, ImageInspector {
  close(): Promise<void>;
}

/**
 * Reads and inspects pictures in worker threads. A picture that kills its thread or takes longer than 20 s is answered with a
 * reading that is not accepted (`reader_failed`, `reader_timed_out`); its thread is replaced and the others are not disturbed.
 */
export function createDocumentReader(options: DocumentReaderOptions): DocumentReaderPool {
  const { threads, timeoutMs = longestReadMs, now = () => new Date() } = options;
  const pool = new Piscina({
    filename: (options.worker ?? new URL('./document-worker.ts', import.meta.url)).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    // A picture of 80 megapixels and its copies fit; a runaway does not take the machine with it.
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });

  const takeTurn = createTurns(threads);

  const run = <Answer>(name: string, task: unknown, onFailure: (why: Failure) => Answer): Promise<Answer> =>
    takeTurn(async () => {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        return await pool.run(task, { name, signal });
      } catch {
        return onFailure(signal.aborted ? failures.timeOut : failures.crash);
      }
    });

  return {
    read: (bytes) =>
      run<DocumentReading>('read', { bytes, today: calendarDateOf(now()) }, (why) => refusedReading([why])),
    inspect: (bytes) =>
      run<Result<ImageInspection, ImageError>>('inspect', { bytes }, ({ sentence }) => ({
        ok: false,
        error: { code: 'image_broken', sentence },
      })),
    close: () => pool.destroy(),
  };
}

/** Lets so many tasks run at a time, the others in their order: a picture's time begins with its turn, not while it waits. */
const createTurns = (count: number) => {
  const waiting: (() => void)[] = [];
  let free = count;
  return async <Answer>(task: () => Promise<Answer>): Promise<Answer> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
};

type Failure = (typeof failures)[keyof typeof failures];

function calendarDateOf(date: Date): CalendarDate {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
