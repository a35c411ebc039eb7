import { z } from 'zod';
import type { OutcomeDeclaration } from './node-type.ts';

const side = z.int().min(1).max(20_000);

/** Width and height in pixels; which of them is which does not matter, because a phone may be held either way. */
export const resolution = z.strictObject({ width: side, height: side });

export type Resolution = z.infer<typeof resolution>;

/** Whether a picture has fewer pixels than it should along its longer or its shorter side. */
export const isBelow = (given: Resolution, least: Resolution): boolean =>
  Math.max(given.width, given.height) < Math.max(least.width, least.height) ||
  Math.min(given.width, given.height) < Math.min(least.width, least.height);

export const lowResolution = 'low_resolution';

/** The outcome of a node that asks for a resolution; none where it does not. */
export const resolutionOutcomes = (least: Resolution | undefined, description: string): OutcomeDeclaration[] =>
  least === undefined ? [] : [{ name: lowResolution, required: false, description }];
