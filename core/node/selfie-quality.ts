import { z } from 'zod';
import type { Reason, Verdict } from '../workflow/run.ts';

/** The picture as the check measured it: the measures of `measureQuality`, null where it could not be opened. */
export const measuredPicture = z.object({
  widthPx: z.int(),
  heightPx: z.int(),
  quality: z
    .object({
      brightness: z.number(),
      contrast: z.number(),
      edgeWidthPx: z.number().nullable(),
      shortSidePx: z.number(),
    })
    .nullable(),
});

export type MeasuredPicture = z.infer<typeof measuredPicture>;

type Quality = NonNullable<MeasuredPicture['quality']>;

/**
 * Where a measure turns a picture of a face into none that a person could compare. Found on drawn portraits that were
 * blurred and darkened.
 */
const selfieLimits = {
  leastBrightness: 50,
  mostBrightness: 235,
  leastContrastWhenBright: 30,
  /** Skin and hair have softer edges than print: beyond this width eyes are smudges. */
  mostEdgeWidthPx: 9,
  leastShortSidePx: 360,
} as const;

const judgements: readonly { readonly isTrue: (quality: Quality) => boolean; readonly reason: Reason }[] = [
  {
    isTrue: ({ brightness }) => brightness < selfieLimits.leastBrightness,
    reason: { code: 'selfie_dark', sentence: 'The picture is too dark: turn towards a window or a lamp.' },
  },
  {
    isTrue: ({ brightness, contrast }) =>
      brightness > selfieLimits.mostBrightness && contrast < selfieLimits.leastContrastWhenBright,
    reason: { code: 'selfie_bright', sentence: 'The picture is too bright: turn away from the strong light.' },
  },
  {
    // In the dark nothing has an edge, and light is what helps.
    isTrue: ({ edgeWidthPx, brightness }) =>
      edgeWidthPx === null ? brightness >= selfieLimits.leastBrightness : edgeWidthPx > selfieLimits.mostEdgeWidthPx,
    reason: { code: 'selfie_blurred', sentence: 'The picture is not sharp: hold the device still, at arm’s length.' },
  },
  {
    isTrue: ({ shortSidePx }) => shortSidePx < selfieLimits.leastShortSidePx,
    reason: { code: 'selfie_small', sentence: 'The picture is too small: take it with the camera of your device.' },
  },
];

const unreadable: Reason = { code: 'selfie_unreadable', sentence: 'The picture could not be opened: take it again.' };

/** Why the person is asked for another picture, in the order in which it should be put right; nothing where it will do. */
export const judgeSelfie = ({ quality }: MeasuredPicture): Reason[] =>
  quality === null
    ? [unreadable]
    : judgements.filter(({ isTrue }) => isTrue(quality)).map(({ reason }) => ({ ...reason }));

/** The measures, for a reviewer. */
export const selfieEvidence = ({ widthPx, heightPx, quality }: MeasuredPicture): Verdict['evidence'] => [
  { name: 'widthPx', value: widthPx },
  { name: 'heightPx', value: heightPx },
  ...(quality === null
    ? []
    : [
        { name: 'brightness', value: quality.brightness },
        { name: 'contrast', value: quality.contrast },
        { name: 'edgeWidthPx', value: quality.edgeWidthPx },
      ]),
];
