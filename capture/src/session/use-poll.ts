import { useEffect, useRef } from 'preact/hooks';
import type { SessionScreen } from './session-screen.ts';
import type { Trouble } from './trouble.ts';
import { backOffMs } from './trouble.ts';

interface Poll {
  readonly screen: SessionScreen;
  readonly trouble: Trouble;
  readonly isFollowing: boolean;
  refresh(): Promise<void>;
}

const FOLLOW_MS = 3_000;
/** What takes longer than this many polls takes long: the page then asks a fifth as often. */
const QUICK_POLLS = 20;
const SLOW_FACTOR = 5;

const pollAfterMs = ({ screen, trouble, isFollowing }: Poll, polls: number): number | null => {
  if (screen.kind === 'closed') return null;
  if (trouble.failures > 0) return backOffMs(trouble);
  if (screen.kind !== 'ready') return null;
  const { view } = screen.state;
  if (view.kind === 'waiting') return view.pollAfterMs * (polls < QUICK_POLLS ? 1 : SLOW_FACTOR);
  return isFollowing && screen.state.step !== null ? FOLLOW_MS : null;
};

/** Nothing changes any more: asking again is of no use. */
const isSettled = (screen: SessionScreen): boolean =>
  screen.kind === 'closed' ||
  (screen.kind === 'ready' && screen.state.step === null && screen.state.view.kind !== 'waiting');

/** Reads the state again when the server asks for it, after a failure, and when the person comes back to the page. */
export const usePoll = (poll: Poll): void => {
  const { screen, trouble } = poll;
  const refresh = useRef(poll.refresh);
  refresh.current = poll.refresh;
  const polls = useRef(0);

  const afterMs = pollAfterMs(poll, polls.current);
  useEffect(() => {
    polls.current = screen.kind === 'ready' && screen.state.view.kind === 'waiting' ? polls.current + 1 : 0;
    if (afterMs === null) return;
    const timer = setTimeout(() => refresh.current(), afterMs);
    return () => clearTimeout(timer);
  }, [screen, trouble, afterMs]);

  const isOpen = screen.kind !== 'loading' && !isSettled(screen);
  useEffect(() => {
    if (!isOpen) return;
    const onReturn = () => {
      if (document.visibilityState === 'visible') void refresh.current();
    };
    window.addEventListener('online', onReturn);
    document.addEventListener('visibilitychange', onReturn);
    return () => {
      window.removeEventListener('online', onReturn);
      document.removeEventListener('visibilitychange', onReturn);
    };
  }, [isOpen]);
};
