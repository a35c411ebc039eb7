import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/failure.ts';

export interface Send {
  readonly isSending: boolean;
  /** Of the last call; null while one is under way. */
  readonly failure: Failure | null;
  /** Makes the call, unless one is under way. */
  send(call: () => Promise<Failure | null>): Promise<void>;
}

/** For steps of a button or two: one call at a time, and what went wrong with the last one. */
export const useSend = (): Send => {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSending, setSending] = useState(false);
  // A second click may come before the first has drawn the button anew.
  const isBusy = useRef(false);
  const send = async (call: () => Promise<Failure | null>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setSending(true);
    setFailure(null);
    const refused = await call();
    isBusy.current = false;
    setSending(false);
    setFailure(refused);
  };
  return { isSending, failure, send };
};
