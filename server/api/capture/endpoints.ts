import {
  backRequest,
  captureState,
  finishResponse,
  pictureResponse,
  submitRequest,
  uploadResponse,
  uploadSides,
  withdrawConsentRequest,
} from '@gatehouse/core/contract/capture.ts';
import { fail } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { subject } from '../../domain/actor.ts';
import { storeUpload } from '../../domain/document/store-upload.ts';
import { fetchPicture } from '../../domain/session/fetch-picture.ts';
import { finishSession } from '../../domain/session/finish-session.ts';
import { getCurrentSession, openSession } from '../../domain/session/open-session.ts';
import { hasPicture } from '../../domain/session/sanitize-design.ts';
import { goBack, submitStep } from '../../domain/session/submit-step.ts';
import { withdrawConsent } from '../../domain/session/withdraw-consent.ts';
import { domainError } from '../../errors.ts';
import { nothing, translated } from '../endpoint.ts';
import { defineEndpoint } from './route.ts';
import { presentSession } from './translate.ts';

export const openEndpoint = defineEndpoint({
  summary: 'The person opened the link',
  takes: nothing,
  gives: captureState,
  status: 200,
  errors: ['conflict'],
  handler: async (call) => presentSession(call, await openSession(call.context, call.scope, call.sessionId)),
});

export const currentEndpoint = defineEndpoint({
  summary: 'What to show now',
  takes: nothing,
  gives: captureState,
  status: 200,
  errors: [],
  handler: async (call) => presentSession(call, await getCurrentSession(call.context, call.scope, call.sessionId)),
});

export const submitEndpoint = defineEndpoint({
  summary: 'The person’s input at a step',
  takes: { ...nothing, body: submitRequest },
  gives: captureState,
  status: 200,
  errors: ['input_invalid', 'step_moved_on', 'event_does_not_fit', 'session_over', 'conflict'],
  handler: async (call) => presentSession(call, await submitStep(call.context, call.scope, call.sessionId, call.body)),
});

export const backEndpoint = defineEndpoint({
  summary: 'Back to the step before, where the workflow allows it',
  takes: { ...nothing, body: backRequest },
  gives: captureState,
  status: 200,
  errors: ['step_moved_on', 'event_does_not_fit', 'session_over', 'conflict'],
  handler: async (call) => presentSession(call, await goBack(call.context, call.scope, call.sessionId, call.body)),
});

export const withdrawConsentEndpoint = defineEndpoint({
  summary: 'The person takes back a consent',
  takes: { ...nothing, body: withdrawConsentRequest },
  gives: captureState,
  status: 200,
  errors: ['event_does_not_fit', 'not_found', 'conflict'],
  handler: async (call) => {
    const { context, scope, sessionId, body } = call;
    const withdrawn = await withdrawConsent(context, scope, sessionId, { node: body.node, reason: null }, subject);
    return presentSession(call, withdrawn);
  },
});

const noPicture = domainError('not_found', 'The step that the person is at shows no such picture.');

export const pictureEndpoint = defineEndpoint({
  summary: 'A picture of the step’s design that lies on another server',
  takes: { ...nothing, query: z.strictObject({ url: z.string().max(2_000) }) },
  gives: pictureResponse,
  status: 200,
  errors: [],
  handler: async (call) => {
    const { context, scope, sessionId, query } = call;
    const state = await presentSession(call, await getCurrentSession(context, scope, sessionId));
    if (!state.ok) return state;
    const { view } = state.value;
    if (!('design' in view) || view.design === null || !hasPicture(view.design, query.url)) return fail(noPicture);
    return translated(fetchPicture(context, scope, query.url), (dataUrl) => ({ dataUrl }));
  },
});

export const finishEndpoint = defineEndpoint({
  summary: 'The person leaves; says where to',
  takes: nothing,
  gives: finishResponse,
  status: 200,
  errors: ['event_does_not_fit'],
  handler: ({ context, scope, sessionId }) => finishSession(context, scope, sessionId),
});

const uploadPath = z.strictObject({ side: z.enum(uploadSides) });
const uploadQuery = z.strictObject({ node: z.string().min(1).max(64), attempt: z.coerce.number().int().min(1) });
/** What the photo is, is told by its content: no header is believed. */
const photo = z.instanceof(Uint8Array);

export const uploadEndpoint = defineEndpoint({
  summary: 'One photo, as raw bytes',
  takes: { params: uploadPath, query: uploadQuery, body: photo },
  gives: uploadResponse,
  status: 201,
  errors: [
    'step_moved_on',
    'upload_too_large',
    'media_type_unsupported',
    'image_unknown_format',
    'image_heic',
    'image_pdf',
    'image_broken',
    'image_too_large',
  ],
  handler: ({ context, scope, sessionId, params, query, body }) =>
    translated(
      storeUpload(context, scope, sessionId, { ...params, ...query, bytes: body }),
      ({ hints, ...upload }) => ({ ...upload, hints: [...hints] }),
    ),
});
