import type { Endpoint } from '../endpoint.ts';
import * as capture from './endpoints.ts';
import type { CaptureRoute, Visitor } from './route.ts';

const route = (method: CaptureRoute['method'], url: string, endpoint: Endpoint<Visitor>): CaptureRoute => ({
  ...endpoint,
  method,
  url,
  takesPhoto: endpoint === capture.uploadEndpoint,
});

/** The capture API, below `/api/capture`. Each call carries the link's token; the session is the token's. */
export const routes: readonly CaptureRoute[] = [
  route('POST', '/open', capture.openEndpoint),
  route('GET', '/current', capture.currentEndpoint),
  route('PUT', '/uploads/:side', capture.uploadEndpoint),
  route('POST', '/submit', capture.submitEndpoint),
  route('POST', '/back', capture.backEndpoint),
  route('POST', '/withdraw-consent', capture.withdrawConsentEndpoint),
  route('GET', '/picture', capture.pictureEndpoint),
  route('POST', '/finish', capture.finishEndpoint),
];
