import { checkField } from '@gatehouse/core/node/form-rules.ts';
import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import { isBelow } from '@gatehouse/core/node/is-below.ts';
import type { FieldView, FormView } from '@gatehouse/core/node/view.ts';
import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/failure.ts';
import type { Session } from '../../session/use-session.ts';
import { measureCamera } from '../camera/measure-camera.ts';
import type { Draft, Drafts } from './answer.ts';
import { answerOf, isAnswered, startDraft } from './answer.ts';
import type { Refusals } from './field-problem.ts';
import { refusalsOf } from './field-problem.ts';
import { useAfterPress } from './use-after-press.ts';

export interface Form {
  readonly drafts: Drafts;
  readonly refusals: Refusals;
  /** Counts the submissions that were refused, so that the summary takes the focus each time. */
  readonly refusedTimes: number;
  readonly failure: Failure | null;
  readonly isSending: boolean;
  /** The camera is being looked at, for which the browser asks the person. */
  readonly isMeasuring: boolean;
  edit(field: FieldView, draft: Draft): void;
  /** The person left the field. `isUnreadable`: the browser could not make a value of what was typed. */
  leave(field: FieldView, isUnreadable: boolean): void;
  submit(unreadable: ReadonlySet<string>): Promise<void>;
  back(): Promise<void>;
}

const without = (refusals: Refusals, name: string): Refusals =>
  Object.fromEntries(Object.entries(refusals).filter(([other]) => other !== name));

const isTooLow = (camera: Resolution | null, { requiresCamera }: FormView): boolean =>
  requiresCamera !== null && (camera === null || isBelow(camera, requiresCamera));

/** Answers live in this hook only: nothing personal is written to the browser's storage. */
export const useForm = (view: FormView, session: Session): Form => {
  const fields = view.fields.filter(isAnswered);
  const [drafts, setDrafts] = useState<Drafts>(() =>
    Object.fromEntries(fields.map((field) => [field.name, startDraft(field)])),
  );
  const [refusals, setRefusals] = useState<Refusals>({});
  const [refusedTimes, setRefusedTimes] = useState(0);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSending, setSending] = useState(false);
  const [isMeasuring, setMeasuring] = useState(false);
  // A second click may come before the first has drawn the button anew.
  const isBusy = useRef(false);
  // A submission checks all fields, and the server may know more: what was found before it is no longer shown.
  const submitted = useRef(0);
  const afterPress = useAfterPress();

  const answer = (field: FieldView, from: Drafts = drafts) => answerOf(field, from[field.name] ?? '');
  const check = (field: FieldView, isUnreadable: boolean, from: Drafts = drafts): Refusals => {
    const code = isUnreadable ? 'not_a_date' : checkField(field, answer(field, from))?.code;
    return code === undefined ? {} : { [field.name]: { code, detail: null } };
  };

  const edit = (field: FieldView, draft: Draft) => {
    const edited = { ...drafts, [field.name]: draft };
    setDrafts(edited);
    if (refusals[field.name] === undefined) return;
    setRefusals({ ...without(refusals, field.name), ...check(field, false, edited) });
  };
  const leave = (field: FieldView, isUnreadable: boolean) => {
    const isUntouched = !isUnreadable && (drafts[field.name] === '' || drafts[field.name] === false);
    if (isUntouched) return;
    const found = check(field, isUnreadable);
    const before = submitted.current;
    afterPress(() => {
      if (before === submitted.current) setRefusals((current) => ({ ...without(current, field.name), ...found }));
    });
  };
  const refuse = (found: Refusals) => {
    setRefusals(found);
    if (Object.keys(found).length > 0) setRefusedTimes(refusedTimes + 1);
  };
  const send = async (call: () => Promise<Failure | null>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setSending(true);
    setFailure(null);
    const refused = await call();
    isBusy.current = false;
    setSending(false);
    if (refused === null) return;
    const found = refusalsOf(refused);
    refuse(found);
    setFailure(Object.keys(found).length > 0 ? null : refused);
  };
  /** Undefined where the form does not ask for a camera. */
  const lookAtCamera = async (): Promise<Resolution | null | undefined> => {
    if (view.requiresCamera === null) return undefined;
    setMeasuring(true);
    const camera = await measureCamera();
    setMeasuring(false);
    return camera;
  };
  const submit = async (unreadable: ReadonlySet<string>) => {
    if (isBusy.current) return;
    submitted.current += 1;
    isBusy.current = true;
    const camera = await lookAtCamera();
    isBusy.current = false;
    // The server leads a person whose camera will not do on to another device, before it asks for the answers.
    const isLed = camera !== undefined && isTooLow(camera, view);
    const found = isLed ? {} : Object.assign({}, ...fields.map((field) => check(field, unreadable.has(field.name))));
    refuse(found);
    if (Object.keys(found).length > 0) return;
    const answers = Object.fromEntries(fields.map((field) => [field.name, answer(field)]));
    await send(() => session.submit(camera === undefined ? answers : { ...answers, camera: camera && { ...camera } }));
  };
  const back = () => send(session.back);
  return { drafts, refusals, refusedTimes, failure, isSending, isMeasuring, edit, leave, submit, back };
};
