import { z } from 'zod';
import { sessionEvent } from './event.ts';
import { pageOf, pageQuery } from './page.ts';
import { entityRequest, session, sessionFile, sessionResults } from './session.ts';

export const createEntityRequest = entityRequest;

const summary = z.object({
  id: z.uuid(),
  kind: z.enum(['person', 'company']),
  name: z.string().nullable(),
  email: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime().nullable(),
  erasedAt: z.iso.datetime().nullable().describe('When its data were erased; then only this shell is left.'),
});

export type EntitySummaryAnswer = z.infer<typeof summary>;

export const entity = summary.extend({
  details: z.record(z.string(), z.unknown()).nullable().describe('JSON of any kind; null once erased.'),
});

export type EntityAnswer = z.infer<typeof entity>;

export const entityQuery = pageQuery.extend({
  email: z.string().min(1).max(254).optional().describe('To the letter, as it was given.'),
  kind: z.enum(['person', 'company']).optional(),
});

export const entityPage = pageOf(summary.describe('Without the details, which are sealed.'));

export const updateEntityRequest = z.strictObject({
  name: entityRequest.shape.name.unwrap().nullable().optional(),
  email: entityRequest.shape.email.unwrap().nullable().optional(),
  details: entityRequest.shape.details,
});

export const eraseEntityRequest = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe('Why, for the organization’s log, where it stays: not for personal data.'),
});

export const entityExport = z.object({
  exportedAt: z.iso.datetime(),
  entity,
  sessions: z.array(
    z.object({
      session,
      results: sessionResults,
      events: z.array(sessionEvent),
      files: z.array(sessionFile).describe('Each with a link that gives the photo for a while.'),
    }),
  ),
});

export type EntityExportAnswer = z.infer<typeof entityExport>;
