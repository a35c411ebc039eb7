import type { CalendarDate } from '@gatehouse/core/document/calendar-date.ts';
import sharp from 'sharp';
import { readDocument } from '../../domain/check/read-document.ts';
import { sharpImageDecoder } from './decode-grey.ts';
import { giveWayToOthers } from './give-way.ts';
import { inspectImage } from './inspect-image.ts';

// Each thread of the pool decodes one picture at a time; more threads inside sharp would only fight over the same cores.
sharp.concurrency(1);
sharp.cache(false);
giveWayToOthers();

/** The tasks of the pool, by name. */
export const read = (task: { bytes: Uint8Array; today: CalendarDate }) =>
  readDocument(sharpImageDecoder, task.bytes, task.today);

export const inspect = (task: { bytes: Uint8Array }) => inspectImage(task.bytes);
