import { useEffect, useRef, useState } from 'preact/hooks';
import type { Access } from '../api/call.ts';
import type { Failure } from '../api/failure.ts';
import { finishSession } from '../api/session.ts';

export interface Redirect {
  /** The page leaves by itself soon. */
  readonly isCounting: boolean;
  readonly failure: Failure | null;
  leave(): void;
  stay(): void;
}

const LEAVE_AFTER_MS = 5_000;

/** The server checked the address against the organization's list; anything but a web address is refused here once more. */
const isWebAddress = (url: string): boolean => ['https:', 'http:'].includes(new URL(url, location.href).protocol);

/** Takes the person back to the customer after five seconds; may be stopped, because not everybody reads fast. */
export const useRedirect = (access: Access): Redirect => {
  const [isCounting, setCounting] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isLeaving = useRef(false);

  const leave = async () => {
    if (isLeaving.current) return;
    isLeaving.current = true;
    setFailure(null);
    const result = await finishSession(access);
    isLeaving.current = false;
    setCounting(false);
    if (!result.ok) return setFailure(result.error);
    const { redirectUrl } = result.value;
    if (redirectUrl !== null && isWebAddress(redirectUrl)) location.assign(redirectUrl);
  };

  useEffect(() => {
    if (!isCounting) return;
    const timer = setTimeout(leave, LEAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isCounting]);

  return { isCounting, failure, leave, stay: () => setCounting(false) };
};
