import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import type { Result } from '@gatehouse/core/result.ts';
import type { Access } from './call.ts';
import { accessHeaders } from './call.ts';
import type { Failure } from './failure.ts';
import { readRefusal } from './failure.ts';

export type Side = UploadResponse['side'];

export interface UploadRequest {
  readonly access: Access;
  readonly side: Side;
  readonly node: string;
  readonly attempt: number;
  readonly photo: Blob;
  /** From 0 to 1. */
  onProgress(share: number): void;
}

export interface UploadCall {
  readonly answer: Promise<Result<UploadResponse, Failure>>;
  cancel(): void;
}

/** No byte and no answer for this long means that the network is gone, even where the browser has not noticed. */
const SILENCE_MS = 30_000;

const readAnswer = (request: XMLHttpRequest): Result<UploadResponse, Failure> => {
  if (request.status < 200 || request.status > 299) {
    return {
      ok: false,
      error: readRefusal(request.status, request.responseText, request.getResponseHeader('Retry-After')),
    };
  }
  try {
    const value: UploadResponse = JSON.parse(request.responseText);
    return { ok: true, value };
  } catch {
    return { ok: false, error: { kind: 'network' } };
  }
};

/** Sends one photo as raw bytes. XMLHttpRequest, because fetch does not tell how far an upload is. */
export const uploadPhoto = ({ access, side, node, attempt, photo, onProgress }: UploadRequest): UploadCall => {
  const request = new XMLHttpRequest();
  let isCancelled = false;
  let silence: ReturnType<typeof setTimeout>;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => request.abort(), SILENCE_MS);
  };
  const answer = new Promise<Result<UploadResponse, Failure>>((resolve) => {
    request.upload.onprogress = (event) => {
      listen();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => resolve(readAnswer(request));
    request.onerror = () => resolve({ ok: false, error: { kind: 'network' } });
    request.onabort = () => resolve({ ok: false, error: { kind: isCancelled ? 'cancelled' : 'network' } });
    request.onloadend = () => clearTimeout(silence);
  });
  const query = new URLSearchParams({ node, attempt: String(attempt) });
  request.open('PUT', `/api/capture/uploads/${side}?${query}`);
  for (const [name, value] of Object.entries(accessHeaders(access))) request.setRequestHeader(name, value);
  request.setRequestHeader('Content-Type', photo.type);
  request.send(photo);
  listen();
  const cancel = () => {
    isCancelled = true;
    request.abort();
  };
  return { answer, cancel };
};
