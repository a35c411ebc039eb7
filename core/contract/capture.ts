import { z } from 'zod';
import { jsonValue } from '../json-value.ts';
import { consentView, designView, documentView, formView, handoffView, reason, selfieView } from '../node/view.ts';
import { sessionStates } from '../workflow/run.ts';
import { summaryCodes } from '../workflow/summary.ts';

/*
 * The capture API: what the applicant's page speaks. Every call carries the link's token as
 * `Authorization: Bearer <token>` and the person's language as `Accept-Language`.
 *
 *   POST /api/capture/open                     the person opened the link           -> CaptureState
 *   GET  /api/capture/current                  what to show now; also the poll      -> CaptureState
 *   PUT  /api/capture/uploads/{side}?node=&attempt=   one photo, raw bytes          -> Upload (201)
 *   POST /api/capture/submit                   the person's input at a node         -> CaptureState
 *   POST /api/capture/back                     to the node before, where allowed    -> CaptureState
 *   POST /api/capture/withdraw-consent         the person takes a consent back      -> CaptureState
 *   GET  /api/capture/picture?url=              a picture of the step's design       -> Picture
 *   POST /api/capture/finish                   the person leaves                    -> Finish
 *
 * Refusals are RFC 9457 problems (`contract/problem.ts`).
 */

const waitingView = z.object({
  kind: z.literal('waiting'),
  /** The customer's words; null: the page has its own. */
  title: z.string().nullable(),
  /** `outside`: a decision that takes its time, so that the person may leave and come back. */
  waitsFor: z.enum(['check', 'outside']),
  /** When to ask again. */
  pollAfterMs: z.int(),
});

const endView = z.object({
  /** `done` covers approved, rejected, in review and a flow that just ends; a person is never shown a refusal's reasons. */
  kind: z.enum(['done', 'expired', 'cancelled', 'error']),
  /** The customer's words; null: the page has its own. */
  title: z.string().nullable(),
  message: z.string().nullable(),
  isInReview: z.boolean(),
  /** What the session has taken in, to be listed; empty where the end does not show it. */
  summary: z.array(z.enum(summaryCodes)),
  design: designView.nullable(),
  /** Where the customer wants the person to go next, checked against the organization's list. */
  redirectUrl: z.string().nullable(),
});

/** Everything that the page needs to draw itself. */
export const captureState = z.object({
  session: z.object({
    state: z.enum(sessionStates),
    isTest: z.boolean(),
    expiresAt: z.iso.datetime(),
  }),
  organization: z.object({
    name: z.string(),
    /** A `data:` URL or a path of this server, or null. */
    logoUrl: z.string().nullable(),
    /** CSS colour `#rrggbb` of buttons and links, or null for the product's own. */
    accentColor: z.string().nullable(),
  }),
  /** Steps that the person has done and those still to come at most; null once it is over. */
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  /** Null while there is nothing to submit. Both go back with a submission, so that a stale page is noticed. */
  step: z.object({ node: z.string(), attempt: z.int() }).nullable(),
  /** The consents that the person has given and may withdraw, in the order of the workflow; also after the end. */
  consents: z.array(z.object({ node: z.string(), title: z.string() })),
  view: z.discriminatedUnion('kind', [
    formView,
    documentView,
    selfieView,
    consentView,
    handoffView,
    waitingView,
    endView,
  ]),
});

export type CaptureState = z.infer<typeof captureState>;

/**
 * `input`: for a form `{ <field>: value }`, with `camera` where `requiresCamera` is set; for a document
 * `{ documentKind, front, back? }` and for a selfie `{ picture }`, with upload ids; for a consent `{ accepted, language, textVersion }`; for a hand-over `{ device: 'here' | 'other' }`.
 */
export const submitRequest = z.strictObject({
  node: z.string(),
  attempt: z.int(),
  input: z.record(z.string(), jsonValue),
});

export type SubmitRequest = z.infer<typeof submitRequest>;

export const backRequest = z.strictObject({ node: z.string(), attempt: z.int() });

export type BackRequest = z.infer<typeof backRequest>;

/** `node`: one of `consents`. */
export const withdrawConsentRequest = z.strictObject({ node: z.string() });

export type WithdrawConsentRequest = z.infer<typeof withdrawConsentRequest>;

/** What a photo shows: a side of a document, or the person. */
export const uploadSides = ['front', 'back', 'selfie'] as const;

export type UploadSide = (typeof uploadSides)[number];

export const uploadResponse = z.object({
  id: z.uuid(),
  side: z.enum(uploadSides),
  sizeBytes: z.int(),
  widthPx: z.int(),
  heightPx: z.int(),
  /** What would make a better photo; never a refusal. */
  hints: z.array(reason),
});

export type UploadResponse = z.infer<typeof uploadResponse>;

/** A picture of a design that lies on another server, as a `data:` URL. */
export const pictureResponse = z.object({ dataUrl: z.string() });

export type PictureResponse = z.infer<typeof pictureResponse>;

export const finishResponse = z.object({ redirectUrl: z.string().nullable() });

export type FinishResponse = z.infer<typeof finishResponse>;
