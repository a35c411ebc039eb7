import { useEffect, useRef } from 'preact/hooks';

/** Long enough for the click that a tap ends in, too short to be noticed. */
const SETTLE_MS = 100;

/**
 * Runs work once the press under way, if any, has ended in its click. A field is left at the moment in which a button is
 * pressed: a sentence that appeared then would move the button away from under the finger, and the click would be lost.
 */
export const useAfterPress = (): ((work: () => void) => void) => {
  const isPressed = useRef(false);
  useEffect(() => {
    const down = () => {
      isPressed.current = true;
    };
    const up = () => {
      isPressed.current = false;
    };
    window.addEventListener('pointerdown', down, true);
    window.addEventListener('pointerup', up, true);
    window.addEventListener('pointercancel', up, true);
    return () => {
      window.removeEventListener('pointerdown', down, true);
      window.removeEventListener('pointerup', up, true);
      window.removeEventListener('pointercancel', up, true);
    };
  }, []);
  const wait = (work: () => void): void => {
    setTimeout(() => (isPressed.current ? wait(work) : work()), SETTLE_MS);
  };
  return wait;
};
