import { z } from 'zod';
import { jsonValue } from '../json-value.ts';
import { reason } from '../node/view.ts';
import { decisions, sessionStates } from '../workflow/run.ts';
import { uploadSides } from './capture.ts';
import { pageOf, pageQuery } from './page.ts';

/** What a run carries along with every step has to stay small. In characters of JSON. */
const MAX_GIVEN_LENGTH = 16_384;
const MAX_METADATA_PAIRS = 20;
const MAX_SEARCHED_PAIRS = 10;

const isSmall = (value: object): boolean => JSON.stringify(value).length <= MAX_GIVEN_LENGTH;

const given = z
  .record(
    z
      .string()
      .regex(
        /^[A-Za-z0-9_-]{1,64}$/,
        'A name has 1 to 64 letters, digits, - or _, so that a workflow can refer to it.',
      ),
    jsonValue,
  )
  .refine(isSmall, `This takes ${MAX_GIVEN_LENGTH} characters of JSON at most.`);

/** What is known of a person or a company. */
export const entityRequest = z.strictObject({
  kind: z.enum(['person', 'company']),
  name: z.string().trim().min(1).max(200).optional(),
  email: z.email().max(254).optional(),
  details: given
    .optional()
    .describe(
      'Further details, such as a date of birth or an address; sealed. Workflows read them as `entity.<name>`.',
    ),
});

/** A key by which pairs are merged; see `updateSessionRequest`. */
const metadataKey = z.string().min(1).max(40);
const metadataValue = z.string().max(500);

const metadata = z
  .record(metadataKey, metadataValue)
  .refine(
    (pairs) => Object.keys(pairs).length <= MAX_METADATA_PAIRS,
    `Metadata has ${MAX_METADATA_PAIRS} pairs at most.`,
  );

export const createSessionRequest = z
  .strictObject({
    workflowId: z.uuid(),
    version: z.int32().min(1).optional().describe('The newest published version when left out.'),
    entity: entityRequest.optional().describe('A new person or company; this or `entityId`.'),
    entityId: z.uuid().optional().describe('One that is there already; its stored details are what workflows read.'),
    prefill: given
      .optional()
      .describe('Values that forms are filled with beforehand; sealed. Workflows read them as `prefill.<name>`.'),
    expiresInSeconds: z
      .int()
      .min(60)
      .max(365 * 24 * 3600)
      .optional()
      .describe('From now; this or `expiresAt`. Left out, the server’s setting holds.'),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe('A time to come, within ten years.'),
    metadata: metadata
      .optional()
      .describe(
        'Up to 20 pairs of your own for finding the session again, such as an order number. Kept in clear and shown in lists: not for personal data.',
      ),
    redirectUrl: z
      .string()
      .min(1)
      .max(2000)
      .optional()
      .describe('Where the person goes afterwards; must match the organization’s list of redirect URLs.'),
  })
  .refine((request) => request.expiresInSeconds === undefined || request.expiresAt === undefined, {
    path: ['expiresAt'],
    message: 'Give expiresInSeconds or expiresAt, not both.',
  })
  .refine((request) => (request.entity === undefined) !== (request.entityId === undefined), {
    path: ['entity'],
    message: 'Give entity or entityId, one of them.',
  });

export type CreateSessionRequest = z.infer<typeof createSessionRequest>;

export const session = z.object({
  id: z.uuid(),
  workflowId: z.uuid(),
  version: z.int(),
  state: z.enum(sessionStates),
  decision: z.enum(decisions).nullable().describe('Null while nothing is decided, and for a workflow that just ends.'),
  run: z.int().describe('The number of the current run, from 1.'),
  entity: z.object({
    id: z.uuid(),
    kind: z.enum(['person', 'company']),
    name: z.string().nullable(),
    email: z.string().nullable(),
  }),
  metadata: z.record(z.string(), z.string()).describe('Your own pairs; not for personal data.'),
  redirectUrl: z.string().nullable(),
  createdAt: z.iso.datetime(),
  openedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  erasedAt: z.iso
    .datetime()
    .nullable()
    .describe('When the data of the person were erased; then only this shell is left.'),
});

export type SessionAnswer = z.infer<typeof session>;

export const createdSession = session.extend({
  url: z.string().describe('The link for the person. Shown here and never again: only a hash of it is kept.'),
});

export type CreatedSessionAnswer = z.infer<typeof createdSession>;

export const sessionQuery = pageQuery.extend({
  state: z
    .union([z.enum(sessionStates), z.array(z.enum(sessionStates)).min(1).max(sessionStates.length)])
    .optional()
    .describe('Sessions in this state, or in any of several: `state=active&state=waiting`.'),
  decision: z.enum(decisions).optional(),
  workflowId: z.uuid().optional(),
  entityId: z.uuid().optional(),
  createdAfter: z.iso.datetime({ offset: true }).optional().describe('Made at this time or later.'),
  createdBefore: z.iso.datetime({ offset: true }).optional().describe('Made before this time.'),
  metadata: z
    .record(metadataKey, metadataValue)
    .refine((pairs) => Object.keys(pairs).length <= MAX_SEARCHED_PAIRS, `At most ${MAX_SEARCHED_PAIRS} pairs at once.`)
    .optional()
    .meta({ style: 'deepObject', explode: true })
    .describe(
      'Sessions with these pairs, all of them: `metadata[order]=A-17`. The keys have to be declared in the organization’s settings (`searchableMetadataKeys`).',
    ),
});

export type SessionQuery = z.infer<typeof sessionQuery>;

export const sessionPage = pageOf(session);

export const updateSessionRequest = z.strictObject({
  metadata: z
    .record(metadataKey, metadataValue.nullable())
    .describe(
      'Pairs to set; null takes a pair away, and pairs that are not named stay (RFC 7396). 20 at most afterwards.',
    ),
});

export const renewLinkRequest = z
  .strictObject({
    expiresInSeconds: z
      .int()
      .min(60)
      .max(365 * 24 * 3600)
      .optional()
      .describe('From now; this or `expiresAt`. Left out, the session expires when it would have.'),
    expiresAt: z.iso.datetime({ offset: true }).optional().describe('A time to come, within ten years.'),
  })
  .refine((request) => request.expiresInSeconds === undefined || request.expiresAt === undefined, {
    path: ['expiresAt'],
    message: 'Give expiresInSeconds or expiresAt, not both.',
  });

export const giveOutcomeRequest = z.strictObject({
  outcome: z.string().min(1).max(64).describe('One of those that the waiting node declares.'),
  fields: given
    .optional()
    .describe('What the decision brings along; later nodes read it as `nodes.<id>.<name>`. Sealed.'),
  reason: z.string().trim().min(1).max(2000).optional().describe('A sentence for a reviewer and the log; sealed.'),
  attempt: z
    .int()
    .min(1)
    .optional()
    .describe('Which visit of the node it is meant for: refused where the session waits in another one by now.'),
  run: z
    .int()
    .min(1)
    .optional()
    .describe('Which run of the session it is meant for: refused where another one has begun by now.'),
});

export const decideSessionRequest = z.strictObject({
  decision: z.enum(decisions),
  reason: z.string().trim().min(1).max(2000).describe('Why; for the log, sealed.'),
});

export const startRunRequest = z.strictObject({
  workflowId: z
    .uuid()
    .optional()
    .describe('What the run goes through, in its newest version; the session’s own workflow when left out.'),
});

export const withdrawConsentRequest = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional().describe('For the log; sealed.'),
});

export const sessionFile = z.object({
  id: z.uuid(),
  run: z.int().describe('The run in which it was taken; a later one may use it again.'),
  node: z.string(),
  attempt: z.int(),
  side: z.enum(uploadSides),
  mediaType: z.string(),
  sizeBytes: z.int(),
  widthPx: z.int(),
  heightPx: z.int(),
  createdAt: z.iso.datetime(),
  url: z.string().describe('Gives the photo to whoever holds it, until `urlExpiresAt`.'),
  urlExpiresAt: z.iso.datetime(),
});

export type SessionFileAnswer = z.infer<typeof sessionFile>;

export const sessionFiles = z.object({ items: z.array(sessionFile).describe('The newest first.') });

export const cancelSessionRequest = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional().describe('For the log; sealed.'),
});

const verdict = z.object({
  outcome: z.string(),
  score: z.number().nullable().describe('0 to 1; null where the check does not measure.'),
  reasons: z.array(reason),
  evidence: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) })),
});

/** What the last visit of a node brought in the current run. */
export const nodeResult = z.object({
  node: z.string(),
  type: z.string(),
  attempt: z.int(),
  outcome: z.string(),
  fields: z.record(z.string(), z.unknown()).describe('The fields that the node type declares; JSON of any kind.'),
  verdict: verdict.nullable(),
  at: z.iso.datetime(),
});

/** Where a run stands that is not over. */
const currentNode = z.object({
  node: z.string(),
  type: z.string(),
  attempt: z.int(),
  waitsFor: z
    .enum(['person', 'check', 'outside'])
    .describe(
      '`outside`: give it an outcome with POST /api/sessions/{id}/nodes/{nodeId}/outcome, or wait for its time.',
    ),
});

export const sessionResults = z.object({
  run: z.int(),
  current: currentNode.nullable().describe('Null before the link is opened, in review and after the end.'),
  reasons: z.array(reason).describe('Why the run ended, or is in review.'),
  items: z.array(nodeResult).describe('In the order of the graph; nodes never visited are left out.'),
});

export type SessionResultsAnswer = z.infer<typeof sessionResults>;
