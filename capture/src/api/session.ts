import type {
  BackRequest,
  CaptureState,
  FinishResponse,
  PictureResponse,
  SubmitRequest,
  WithdrawConsentRequest,
} from '@gatehouse/core/contract/capture.ts';
import type { Access } from './call.ts';
import { callCapture } from './call.ts';

/** The person opened the link. Opening it again, after a reload or on another device, is the same. */
export const openSession = (access: Access) => callCapture<CaptureState>(access, 'POST', 'open');

/** What to show now. */
export const getCurrent = (access: Access) => callCapture<CaptureState>(access, 'GET', 'current');

export const submitStep = (access: Access, request: SubmitRequest) =>
  callCapture<CaptureState>(access, 'POST', 'submit', request);

export const goBack = (access: Access, request: BackRequest) =>
  callCapture<CaptureState>(access, 'POST', 'back', request);

export const withdrawConsent = (access: Access, request: WithdrawConsentRequest) =>
  callCapture<CaptureState>(access, 'POST', 'withdraw-consent', request);

/** The person leaves; says where to. */
export const finishSession = (access: Access) => callCapture<FinishResponse>(access, 'POST', 'finish');

/** A picture of the step's design that lies on another server: ours fetches it, so that the other learns nothing of the person. */
export const getPicture = (access: Access, url: string) =>
  callCapture<PictureResponse>(access, 'GET', `picture?${new URLSearchParams({ url })}`);
