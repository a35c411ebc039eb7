import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import type { Result } from '@gatehouse/core/result.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/failure.ts';
import { isPassing } from '../../api/failure.ts';
import type { Side } from '../../api/upload.ts';
import { uploadPhoto } from '../../api/upload.ts';
import { backOffMs } from '../../session/trouble.ts';
import type { Session } from '../../session/use-session.ts';
import type { Photo } from '../photo/photo.ts';

export interface Upload {
  /** How much has been sent, from 0 to 1. */
  readonly share: number;
  /** The network is gone; the photo is kept and sent again by itself. */
  readonly isOffline: boolean;
  /** Sends until the server has answered, across lost connections. */
  send(side: Side, photo: Photo): Promise<Result<UploadResponse, Failure>>;
  sendNow(): void;
  cancel(): void;
}

const cancelled: Result<UploadResponse, Failure> = { ok: false, error: { kind: 'cancelled' } };

/** Waits for the time to pass, the network to come back, or whoever calls `wake`. */
const pause = (afterMs: number, setWake: (wake: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => wake(), afterMs);
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener('online', wake);
      resolve();
    };
    window.addEventListener('online', wake);
    setWake(wake);
  });

export const useUpload = ({ access, step }: Session): Upload => {
  const [share, setShare] = useState(0);
  const [isOffline, setOffline] = useState(false);
  const isCancelled = useRef(false);
  const abort = useRef(() => {});
  const wake = useRef(() => {});

  const send = async (side: Side, { blob }: Photo): Promise<Result<UploadResponse, Failure>> => {
    isCancelled.current = false;
    for (let failures = 1; step !== null && !isCancelled.current; failures += 1) {
      setShare(0);
      setOffline(false);
      const call = uploadPhoto({ access, ...step, side, photo: blob, onProgress: setShare });
      abort.current = call.cancel;
      const result = await call.answer;
      if (result.ok || !isPassing(result.error)) return result;
      setOffline(true);
      await pause(backOffMs({ failures, retryAfterMs: 0 }), (wakeNow) => {
        wake.current = wakeNow;
      });
    }
    return cancelled;
  };
  const cancel = () => {
    isCancelled.current = true;
    abort.current();
    wake.current();
  };
  // The page may move on meanwhile, because the step was done on another device.
  useEffect(() => cancel, []);
  return { share, isOffline, send, sendNow: () => wake.current(), cancel };
};
