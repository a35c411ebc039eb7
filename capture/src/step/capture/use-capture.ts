import type { SubmitRequest, UploadSide } from '@gatehouse/core/contract/capture.ts';
import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/failure.ts';
import type { Session } from '../../session/use-session.ts';
import type { Text } from '../../text/en.ts';
import { failureSentence } from '../../text/failure-sentence.ts';
import type { CameraProblem } from '../camera/camera-problem.ts';
import type { Photo } from '../photo/photo.ts';
import { maxSideOf } from '../photo/photo.ts';
import { preparePhoto } from '../photo/prepare-photo.ts';
import type { Upload } from '../upload/use-upload.ts';
import { useUpload } from '../upload/use-upload.ts';

/** A sentence in whatever language is chosen when it is shown. */
export type Sentence = (text: Text) => string;

/** Where the person is with one of the photos. */
export type Stage =
  | { readonly kind: 'ready'; readonly sentence: Sentence | null }
  | { readonly kind: 'camera' }
  | { readonly kind: 'preparing' }
  | { readonly kind: 'preview'; readonly photo: Photo; readonly sentence: Sentence | null }
  | { readonly kind: 'sending' }
  | { readonly kind: 'submitting' }
  /** All photos are with the server, but handing in the step failed. */
  | { readonly kind: 'unsubmitted'; readonly sentence: Sentence };

export interface Capture {
  readonly stage: Stage;
  /** Counts from 0. */
  readonly sideIndex: number;
  readonly upload: Upload;
  openCamera(): void;
  /** Back to the start of this photo, with a sentence where something went wrong. */
  restart(sentence: Sentence | null): void;
  refuseCamera(problem: CameraProblem): void;
  takeFile(file: Blob): Promise<void>;
  takePhoto(photo: Photo): void;
  send(photo: Photo): Promise<void>;
  skip(): Promise<void>;
  submit(): Promise<void>;
}

/** Of the uploads, by what they show. */
export type Ids = Partial<Record<UploadSide, string>>;

/** What has to be photographed, one after the other, and what is handed in then. */
export interface CaptureTask {
  readonly sides: readonly UploadSide[];
  /** The least size that the step asks for; null where any will do. */
  readonly least: Resolution | null;
  inputOf(ids: Ids): SubmitRequest['input'];
}

/** Where a photo begins; the page does not take the focus there when the step itself has just begun. */
export const start: Stage = { kind: 'ready', sentence: null };

/** Whether the photo itself was refused, so that sending it again is of no use. */
const isPhotoRefused = (failure: Failure): boolean =>
  failure.kind === 'refused' && failure.status < 500 && failure.status !== 429;

const sayFailure =
  (failure: Failure): Sentence =>
  (text) =>
    failureSentence(text, failure);

/**
 * Takes one photo after the other, sends each and hands the step in with the last. The hints that come back with a photo
 * stop nobody: reading it takes a second, and where it fails the server asks again and says the same with more reason.
 */
export const useCapture = ({ sides, least, inputOf }: CaptureTask, session: Session): Capture => {
  const upload = useUpload(session);
  const [stage, setStage] = useState<Stage>(start);
  const [sideIndex, setSideIndex] = useState(0);
  const ids = useRef<Ids>({});
  const isBusy = useRef(false);
  const side = sides[sideIndex] ?? 'front';

  const once = async (work: () => Promise<void>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    await work();
    isBusy.current = false;
  };
  const handIn = async () => {
    setStage({ kind: 'submitting' });
    const failure = await session.submit(inputOf(ids.current));
    if (failure === null) return;
    // A refused input names photos that the server no longer has: begin anew.
    if (!isPhotoRefused(failure)) return setStage({ kind: 'unsubmitted', sentence: sayFailure(failure) });
    ids.current = {};
    setSideIndex(0);
    setStage({ kind: 'ready', sentence: sayFailure(failure) });
  };
  const goOn = async () => {
    if (sideIndex + 1 >= sides.length) return handIn();
    setSideIndex(sideIndex + 1);
    setStage(start);
  };
  const sendPhoto = async (photo: Photo) => {
    setStage({ kind: 'sending' });
    const result = await upload.send(side, photo);
    if (result.ok) {
      ids.current = { ...ids.current, [side]: result.value.id };
      return goOn();
    }
    const { error } = result;
    if (error.kind === 'cancelled') return setStage({ kind: 'preview', photo, sentence: null });
    if (await session.settle(error)) return;
    const sentence = sayFailure(error);
    setStage(isPhotoRefused(error) ? { kind: 'ready', sentence } : { kind: 'preview', photo, sentence });
  };
  const takeFile = async (file: Blob) => {
    setStage({ kind: 'preparing' });
    const result = await preparePhoto(file, maxSideOf(least));
    if (result.ok) return setStage({ kind: 'preview', photo: result.value, sentence: null });
    const { error } = result;
    setStage({ kind: 'ready', sentence: (text) => text.photo.problem[error] });
  };

  return {
    stage,
    sideIndex,
    upload,
    openCamera: () => setStage({ kind: 'camera' }),
    restart: (sentence) => setStage({ kind: 'ready', sentence }),
    refuseCamera: (problem) => setStage({ kind: 'ready', sentence: (text) => text.camera.problem[problem] }),
    takeFile: (file) => once(() => takeFile(file)),
    takePhoto: (photo) => setStage({ kind: 'preview', photo, sentence: null }),
    send: (photo) => once(() => sendPhoto(photo)),
    skip: () => once(goOn),
    submit: () => once(handIn),
  };
};
