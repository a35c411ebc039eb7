import { z } from 'zod';
import { localized } from '../localized.ts';
import { referencePath } from '../workflow/reference.ts';
import { designMember, labelMembers } from './design.ts';
import { resolution } from './resolution.ts';
import { type DocumentKind, documentKinds } from './view.ts';

/** Where the values come from that the document is expected to show. */
const expectedFields = z
  .strictObject({
    name: referencePath
      .optional()
      .describe('A name in one piece, where it is not known which part is the family name.'),
    familyName: referencePath.optional(),
    givenNames: referencePath.optional(),
    birthDate: referencePath.optional(),
    documentNumber: referencePath.optional(),
  })
  .refine(
    ({ name, familyName, givenNames }) => name === undefined || (familyName ?? givenNames) === undefined,
    'Give the name in one piece, or as familyName and givenNames, not both.',
  )
  .refine(
    ({ familyName, givenNames }) => givenNames === undefined || familyName !== undefined,
    'givenNames needs familyName beside it.',
  );

export const documentConfig = z.strictObject({
  title: localized.optional().describe('The heading of the step.'),
  intro: localized.optional().describe('A sentence below the heading.'),
  documentKinds: z
    .array(z.enum(documentKinds))
    .min(1)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'A kind of document is named twice.')
    .default([...documentKinds])
    .describe('What the person may show.'),
  expected: expectedFields.default({}).describe('References to what the document is expected to show.'),
  allowsFile: z.boolean().default(true).describe('Whether a photo may come from a file, not only from the camera.'),
  minResolution: resolution
    .optional()
    .describe('The least size of a photo in pixels, however it is held: a smaller one ends in `low_resolution`.'),
  ...labelMembers,
  ...designMember,
});

export type DocumentConfig = z.infer<typeof documentConfig>;

/** Photos to ask for. The zone of a card in TD1 size is on its back; the front shows the face, and of older cards the zone. */
export const sidesOf: Readonly<Record<DocumentKind, readonly { side: 'front' | 'back'; required: boolean }[]>> = {
  passport: [{ side: 'front', required: true }],
  identity_card: [
    { side: 'front', required: true },
    { side: 'back', required: true },
  ],
};

/**
 * What the page submits: ids of uploads. A card's back may be missing: the fronts of older cards hold the zone, and where
 * none is found on the front, the person is asked again.
 */
export const documentInput = z.discriminatedUnion('documentKind', [
  z.strictObject({ documentKind: z.literal('passport'), front: z.uuid() }),
  z.strictObject({ documentKind: z.literal('identity_card'), front: z.uuid(), back: z.uuid().optional() }),
]);
