import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import { useCallback } from 'preact/hooks';
import { useText } from '../../../text/use-text.ts';
import { CameraDialog } from '../../camera/camera-dialog.tsx';
import type { CameraProblem } from '../../camera/camera-problem.ts';
import type { Look } from '../../camera/use-frame-hint.ts';
import type { Photo } from '../../photo/photo.ts';
import type { FrameHint } from './frame-hint.ts';
import { hintFor } from './frame-hint.ts';
import { GuideFrame } from './guide-frame.tsx';
import { readFrames } from './read-frames.ts';

interface DocumentCameraProps {
  readonly documentKind: DocumentKind;
  /** What is to be shown to the camera. */
  readonly title: string;
  /** Mark where the lines of letters belong. */
  readonly hasZone: boolean;
  readonly least: Resolution | null;
  onPhoto(photo: Photo): void;
  onProblem(problem: CameraProblem): void;
  onClose(): void;
}

export const DocumentCamera = ({ documentKind, hasZone, least, ...rest }: DocumentCameraProps) => {
  const { camera } = useText();
  const look = useCallback<Look<FrameHint>>(
    (canvas, video, before) => {
      const frames = readFrames(canvas, video, documentKind, before);
      return frames && { hint: hintFor(frames), frame: frames.document };
    },
    [documentKind],
  );
  return (
    <CameraDialog
      {...rest}
      wanted={{ facing: 'environment', least }}
      look={look}
      hints={camera.hint}
      guide={(size) => <GuideFrame documentKind={documentKind} hasZone={hasZone} {...size} />}
    />
  );
};
