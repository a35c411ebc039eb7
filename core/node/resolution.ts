import { z } from 'zod';
import type { Resolution } from './is-below.ts';
import type { OutcomeDeclaration } from './node-type.ts';

// The page measures by it too, and has no use for the schemas.
export { isBelow, type Resolution } from './is-below.ts';

const side = z.int().min(1).max(20_000);

/** See `Resolution`. */
export const resolution = z.strictObject({ width: side, height: side });

export const lowResolution = 'low_resolution';

/** The outcome of a node that asks for a resolution; none where it does not. */
export const resolutionOutcomes = (least: Resolution | undefined, description: string): OutcomeDeclaration[] =>
  least === undefined ? [] : [{ name: lowResolution, required: false, description }];
