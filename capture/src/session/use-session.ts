import type { CaptureState, SubmitRequest } from '@gatehouse/core/contract/capture.ts';
import type { Result } from '@gatehouse/core/result.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Access } from '../api/call.ts';
import type { Failure } from '../api/failure.ts';
import { hasCode } from '../api/failure.ts';
import { getCurrent, goBack, openSession, submitStep, withdrawConsent } from '../api/session.ts';
import type { SessionNotice, SessionScreen } from './session-screen.ts';
import { screenAfterFailure, stepKey } from './session-screen.ts';
import type { Trouble } from './trouble.ts';
import { moreTrouble, noTrouble } from './trouble.ts';
import { usePoll } from './use-poll.ts';

export interface Session {
  readonly access: Access;
  readonly screen: SessionScreen;
  /** Null while there is nothing to submit. */
  readonly step: CaptureState['step'];
  readonly notice: SessionNotice | null;
  /** Reads the state again. */
  refresh(): Promise<void>;
  /** Null once the page has moved on; a failure is for the step to show. */
  submit(input: SubmitRequest['input']): Promise<Failure | null>;
  back(): Promise<Failure | null>;
  /** Takes back the consent that was given at a node. */
  withdraw(node: string): Promise<Failure | null>;
  /** Deals with failures that concern the session and not the step; says whether it did. */
  settle(failure: Failure): Promise<boolean>;
  /** Ask often, because the person goes on on another device. */
  follow(isFollowing: boolean): void;
}

/** The server's state of the session, which is the only state that counts: this hook shows it and sends what the person does. */
export const useSession = (access: Access): Session => {
  const [screen, setScreen] = useState<SessionScreen>({ kind: 'loading' });
  const [trouble, setTrouble] = useState<Trouble>(noTrouble);
  // Told at the step that came of it, and forgotten with the next.
  const [news, setNews] = useState<{ readonly key: string; readonly notice: SessionNotice } | null>(null);
  const [isFollowing, follow] = useState(false);
  // Answers are shown in the order in which they were asked for; one that was overtaken is dropped.
  const asked = useRef(0);
  const shown = useRef(0);
  // A submission without an answer may have arrived: that the step is done is then no news from elsewhere.
  const isUnsure = useRef(false);

  const show = (state: CaptureState, number: number, notice: SessionNotice | null = null): void => {
    if (number < shown.current) return;
    shown.current = number;
    isUnsure.current = false;
    setTrouble(noTrouble);
    setScreen({ kind: 'ready', state });
    if (notice !== null) setNews({ key: stepKey(state), notice });
  };

  const refuse = (failure: Failure): void => {
    setTrouble((before) => moreTrouble(before, failure));
    setScreen((current) => screenAfterFailure(current, failure));
  };

  const load = async (call: typeof getCurrent, notice: SessionNotice | null = null): Promise<void> => {
    asked.current += 1;
    const number = asked.current;
    const result = await call(access);
    if (result.ok) show(result.value, number, notice);
    else refuse(result.error);
  };
  const refresh = () => load(screen.kind === 'ready' ? getCurrent : openSession);

  const settle = async (failure: Failure): Promise<boolean> => {
    if (hasCode(failure, 'step_moved_on', 'event_does_not_fit', 'conflict', 'session_over')) {
      const isNews = !isUnsure.current && !hasCode(failure, 'session_over');
      await load(getCurrent, isNews ? 'moved_on' : null);
      return true;
    }
    const next = screenAfterFailure({ kind: 'loading' }, failure);
    if (next.kind === 'closed') setScreen(next);
    return next.kind === 'closed';
  };

  const act = async (
    call: Promise<Result<CaptureState, Failure>>,
    notice: SessionNotice | null = null,
  ): Promise<Failure | null> => {
    const result = await call;
    if (result.ok) {
      asked.current += 1;
      show(result.value, asked.current, notice);
      return null;
    }
    if (await settle(result.error)) return null;
    isUnsure.current ||= result.error.kind === 'network';
    return result.error;
  };

  const step = screen.kind === 'ready' ? screen.state.step : null;
  const submit = async (input: SubmitRequest['input']) =>
    step === null ? null : act(submitStep(access, { ...step, input }));
  const back = async () => (step === null ? null : act(goBack(access, step)));

  const withdraw = (node: string) => act(withdrawConsent(access, { node }), 'withdrawn');

  // Opens the session at first; in a new language the server's texts have to be read again.
  useEffect(() => {
    void refresh();
  }, [access]);
  usePoll({ screen, trouble, isFollowing, refresh });

  const told = screen.kind === 'ready' && news?.key === stepKey(screen.state) ? news.notice : null;
  const isReconnecting = screen.kind === 'ready' && trouble.failures > 0;
  const notice = isReconnecting ? 'reconnecting' : told;
  return { access, screen, step, notice, refresh, submit, back, withdraw, settle, follow };
};
