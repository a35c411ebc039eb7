import type { ComponentChildren } from 'preact';
import { Message } from '../../frame/message.tsx';
import { useText } from '../../text/use-text.ts';
import { hasCameraAccess } from '../camera/camera-problem.ts';
import type { Facing } from '../camera/use-camera.ts';
import { FileButton } from '../photo/file-button.tsx';
import type { Sentence } from './use-capture.ts';

interface StartPhotoProps {
  /** A drawing of what to show. */
  readonly picture: ComponentChildren;
  readonly tips: readonly string[];
  readonly takeLabel: string;
  readonly facing: Facing;
  readonly allowsFile: boolean;
  /** What went wrong just before. */
  readonly sentence: Sentence | null;
  onCamera(): void;
  onFile(file: Blob): void;
  /** Null where this photo is needed. */
  readonly onSkip?: (() => void) | null;
}

const isTouchDevice = (): boolean => matchMedia('(pointer: coarse)').matches;

/** The camera of the page; where the browser hides it, phones open their own camera app for a file. */
const CameraButton = ({ takeLabel, facing, onCamera, onFile }: StartPhotoProps) => {
  if (hasCameraAccess()) {
    return (
      <button type="button" class="primary" onClick={onCamera}>
        {takeLabel}
      </button>
    );
  }
  return isTouchDevice() ? <FileButton label={takeLabel} isPrimary opensCamera={facing} onFile={onFile} /> : null;
};

/** What to show and how, and the two ways to a photo. */
export const StartPhoto = (props: StartPhotoProps) => {
  const text = useText();
  const { picture, tips, allowsFile, sentence, onFile, onSkip = null } = props;
  const isInsecure = !hasCameraAccess();
  return (
    <>
      <Message>{sentence === null ? null : sentence(text)}</Message>
      <div class="show">
        {picture}
        <ul class="tips">
          {tips.map((tip) => (
            <li key={tip}>{tip}</li>
          ))}
        </ul>
      </div>
      {isInsecure && <p class="notice">{text.camera.problem.insecure}</p>}
      <div class="actions">
        <CameraButton {...props} />
        {allowsFile && <FileButton label={text.document.chooseFile} onFile={onFile} />}
        {onSkip !== null && (
          <button type="button" class="plain" onClick={onSkip}>
            {text.document.skipSide}
          </button>
        )}
      </div>
      {isInsecure && !allowsFile && !isTouchDevice() && <p>{text.document.noFileNorCamera}</p>}
    </>
  );
};
