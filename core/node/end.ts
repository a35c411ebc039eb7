import { z } from 'zod';
import { localized } from '../localized.ts';
import { decisions } from '../workflow/run.ts';
import { defineNodeType } from './define-node-type.ts';
import { designHtmlTexts, designMember, designView } from './design.ts';

const config = z.strictObject({
  decision: z
    .enum([...decisions, 'needs_review', 'none'])
    .describe('What the run comes to; `needs_review` leaves it to a person.'),
  reasons: z
    .array(z.strictObject({ code: z.string().min(1).max(64), sentence: z.string().min(1).max(500) }))
    .max(20)
    .default([])
    .describe('Why, for a reviewer and for the customer’s systems; the person does not see them.'),
  message: localized.optional().describe('What the person is shown at the end, in place of the page’s own words.'),
  showsSummary: z.boolean().default(false).describe('Whether the person is shown a list of what was taken in.'),
  ...designMember,
});

/** The end of a run, with its decision. `needs_review` leaves the session in review until a person decides. */
export const end = defineNodeType<z.infer<typeof config>>({
  type: 'end',
  mode: 'terminal',
  category: 'end',
  label: { en: 'End', de: 'Ende' },
  description: {
    en: 'Ends the workflow: approved, rejected, to a reviewer, or without a decision.',
    de: 'Beendet den Ablauf: angenommen, abgelehnt, zur Prüfung durch eine Person oder ohne Entscheidung.',
  },
  config,
  example: { decision: 'approved', message: { en: 'Thank you.', de: 'Vielen Dank.' } },
  maxAttempts: 1,
  isCheck: false,
  outcomes: () => [],
  fields: () => [],
  references: () => [],
  htmlTexts: ({ design }) => designHtmlTexts(design),
  end: ({ decision, reasons, message, showsSummary, design }) => ({
    decision: decision === 'none' ? null : decision,
    reasons,
    message: message ?? null,
    showsSummary,
    design: designView(design),
  }),
});
