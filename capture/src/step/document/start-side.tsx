import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import type { Side } from '../../api/upload.ts';
import { Message } from '../../frame/message.tsx';
import { useText } from '../../text/use-text.ts';
import { hasCameraAccess } from './camera/camera-problem.ts';
import { DocumentPicture } from './document-picture.tsx';
import { FileButton } from './photo/file-button.tsx';
import type { Sentence } from './use-capture.ts';

interface StartSideProps {
  readonly picture: { readonly documentKind: DocumentKind; readonly side: Side };
  readonly allowsFile: boolean;
  /** What went wrong just before. */
  readonly sentence: Sentence | null;
  onCamera(): void;
  onFile(file: Blob): void;
  /** Null where this side is needed. */
  readonly onSkip: (() => void) | null;
}

const isTouchDevice = (): boolean => matchMedia('(pointer: coarse)').matches;

/** The camera of the page; where the browser hides it, phones open their own camera app for a file. */
const CameraButton = ({ onCamera, onFile }: Pick<StartSideProps, 'onCamera' | 'onFile'>) => {
  const text = useText();
  if (hasCameraAccess()) {
    return (
      <button type="button" class="primary" onClick={onCamera}>
        {text.document.takePhoto}
      </button>
    );
  }
  return isTouchDevice() ? <FileButton label={text.document.takePhoto} isPrimary opensCamera onFile={onFile} /> : null;
};

/** What to show and how, and the two ways to a photo. */
export const StartSide = ({ picture, allowsFile, sentence, onCamera, onFile, onSkip }: StartSideProps) => {
  const text = useText();
  const isInsecure = !hasCameraAccess();
  return (
    <>
      <Message>{sentence === null ? null : sentence(text)}</Message>
      <div class="show">
        <DocumentPicture {...picture} />
        <ul class="tips">
          {text.document.tips.map((tip) => (
            <li key={tip}>{tip}</li>
          ))}
        </ul>
      </div>
      {isInsecure && <p class="notice">{text.camera.problem.insecure}</p>}
      <div class="actions">
        <CameraButton onCamera={onCamera} onFile={onFile} />
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
