import {
  backRequest,
  captureState,
  finishResponse,
  submitRequest,
  uploadResponse,
} from '@gatehouse/core/contract/capture.ts';
import { fail, ok } from '@gatehouse/core/result.ts';
import { z } from 'zod';
import { storeUpload } from '../../domain/document/store-upload.ts';
import { finishSession } from '../../domain/session/finish-session.ts';
import { getCurrentSession, openSession } from '../../domain/session/open-session.ts';
import { goBack, submitStep } from '../../domain/session/submit-step.ts';
import { domainError } from '../../errors.ts';
import { defineCaptureRoute, noBody } from './route.ts';
import { presentSession } from './translate.ts';

const uploadPlace = z.object({
  side: z.enum(['front', 'back']),
  node: z.string().min(1).max(64),
  attempt: z.coerce.number().int().min(1),
});

/** The capture API on one screen. Each call carries the link's token; the session is the token's. */
export const captureRoutes = [
  defineCaptureRoute({
    method: 'POST',
    url: '/open',
    summary: 'The person opened the link',
    status: 200,
    takes: noBody,
    gives: captureState,
    errors: [],
    handler: async (call) =>
      presentSession(call, await openSession(call.context, call.visitor.scope, call.visitor.sessionId)),
  }),
  defineCaptureRoute({
    method: 'GET',
    url: '/current',
    summary: 'What to show now',
    status: 200,
    takes: noBody,
    gives: captureState,
    errors: [],
    handler: async (call) =>
      presentSession(call, await getCurrentSession(call.context, call.visitor.scope, call.visitor.sessionId)),
  }),
  defineCaptureRoute({
    method: 'POST',
    url: '/submit',
    summary: 'The person’s input at a step',
    status: 200,
    takes: submitRequest,
    gives: captureState,
    errors: ['input_invalid', 'step_moved_on', 'event_does_not_fit', 'session_over', 'conflict'],
    handler: async (call) =>
      presentSession(call, await submitStep(call.context, call.visitor.scope, call.visitor.sessionId, call.body)),
  }),
  defineCaptureRoute({
    method: 'POST',
    url: '/back',
    summary: 'Back to the step before, where the workflow allows it',
    status: 200,
    takes: backRequest,
    gives: captureState,
    errors: ['step_moved_on', 'event_does_not_fit', 'session_over', 'conflict'],
    handler: async (call) =>
      presentSession(call, await goBack(call.context, call.visitor.scope, call.visitor.sessionId, call.body)),
  }),
  defineCaptureRoute({
    method: 'POST',
    url: '/finish',
    summary: 'The person leaves; says where to',
    status: 200,
    takes: noBody,
    gives: finishResponse,
    errors: ['event_does_not_fit'],
    handler: ({ context, visitor }) => finishSession(context, visitor.scope, visitor.sessionId),
  }),
  defineCaptureRoute({
    method: 'PUT',
    url: '/uploads/:side',
    summary: 'One photo, as raw bytes',
    status: 201,
    takes: 'bytes',
    gives: uploadResponse,
    errors: [
      'step_moved_on',
      'upload_too_large',
      'media_type_unsupported',
      'image_unknown_format',
      'image_heic',
      'image_pdf',
      'image_broken',
      'image_too_large',
      'session_over',
    ],
    handler: async ({ context, visitor, body, place }) => {
      const parsed = uploadPlace.safeParse(place);
      if (!parsed.success) {
        return fail(
          domainError(
            'request_invalid',
            'Name the step: /uploads/front?node=<node>&attempt=<number>, or /uploads/back.',
          ),
        );
      }
      const stored = await storeUpload(context, visitor.scope, visitor.sessionId, { ...parsed.data, bytes: body });
      return stored.ok ? ok({ ...stored.value, hints: [...stored.value.hints] }) : stored;
    },
  }),
];
