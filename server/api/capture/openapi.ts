import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import type { ErrorCode } from '../../errors.ts';
import { describeAnswer, describeRefusals } from '../describe-answers.ts';
import { none } from '../endpoint.ts';
import type { CaptureRoute } from './route.ts';

/** Refusals that every route with a link can give. */
const commonErrors: readonly ErrorCode[] = [
  'request_invalid',
  'link_invalid',
  'not_found',
  'erased',
  'rate_limited',
  'internal',
  'unavailable',
];
const jsonErrors: readonly ErrorCode[] = ['json_malformed', 'body_too_large', 'media_type_unsupported'];

/** JSON Schema has no bytes. */
const photo = z
  .string()
  .meta({ format: 'binary', description: 'The photo’s bytes: JPEG, PNG, WebP, TIFF, GIF or AVIF.' });

/** What the document says of a route. */
export const describeCaptureRoute = (route: CaptureRoute): FastifySchema => ({
  summary: route.summary,
  operationId: `capture${operation(route.url)}`,
  tags: ['capture'],
  description: 'For the page behind a link: the token is the last part of the link’s path, never an API key.',
  security: [{ link: [] }],
  ...describeInput(route),
  response: {
    [route.status]: describeAnswer(route.gives),
    ...describeRefusals([...commonErrors, ...(route.takesPhoto ? [] : jsonErrors), ...route.errors]),
  },
});

const describeInput = ({ takes: { params, query, body }, takesPhoto }: CaptureRoute): FastifySchema => ({
  ...(params !== none && { params }),
  ...(query !== none && { querystring: query }),
  ...(takesPhoto ? { body: photo, consumes: ['image/*'] } : body !== none && { body }),
});

/** `/withdraw-consent` is `WithdrawConsent`. */
const operation = (url: string): string =>
  (url.split('/')[1] ?? '')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
