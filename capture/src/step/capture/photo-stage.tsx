import type { ComponentChildren } from 'preact';
import { useText } from '../../text/use-text.ts';
import { Preview } from '../photo/preview.tsx';
import { UploadProgress } from '../upload/upload-progress.tsx';
import { Unsubmitted } from './unsubmitted.tsx';
import type { Capture, Stage } from './use-capture.ts';
import { Working } from './working.tsx';

interface PhotoStageProps {
  readonly capture: Capture;
  /** What the person looks for in the photo, and what is said while it is handed in. */
  readonly words: { readonly check: string; readonly submitting: string; readonly use: string };
  /** Where a photo begins: camera and file. */
  readonly children: ComponentChildren;
}

/** Nothing can be chosen while a photo is under way. */
export const isUnderWay = ({ kind }: Stage): boolean =>
  kind === 'preparing' || kind === 'sending' || kind === 'submitting';

/** One photo from its beginning until it is handed in. */
export const PhotoStage = ({ capture, words, children }: PhotoStageProps) => {
  const text = useText();
  const { stage } = capture;
  switch (stage.kind) {
    case 'ready':
    case 'camera':
      return children;
    case 'preparing':
      return <Working>{text.photo.preparing}</Working>;
    case 'preview':
      return <Preview {...stage} words={words} onUse={capture.send} onAgain={() => capture.restart(null)} />;
    case 'sending':
      return <UploadProgress upload={capture.upload} />;
    case 'submitting':
      return <Working>{words.submitting}</Working>;
    default:
      return <Unsubmitted sentence={stage.sentence} onRetry={capture.submit} />;
  }
};
