import type { DocumentKind } from '@gatehouse/core/node/view.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../../../text/use-text.ts';
import { encodePhoto } from '../photo/encode-photo.ts';
import type { Photo } from '../photo/photo.ts';
import type { CameraProblem } from './camera-problem.ts';
import { GuideFrame } from './guide-frame.tsx';
import { useCamera } from './use-camera.ts';
import { useFrameHint } from './use-frame-hint.ts';

interface CameraProps {
  readonly documentKind: DocumentKind;
  /** What is to be shown to the camera. */
  readonly title: string;
  /** Mark where the lines of letters belong. */
  readonly hasZone: boolean;
  onPhoto(photo: Photo): void;
  onProblem(problem: CameraProblem): void;
  onClose(): void;
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The camera over the whole screen, in a dialog: the keyboard stays inside, Escape closes it. */
export const Camera = ({ documentKind, title, hasZone, onPhoto, onProblem, onClose }: CameraProps) => {
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const shutter = useRef<HTMLButtonElement>(null);
  const [size, setSize] = useState<PictureSize | null>(null);
  const camera = useCamera(video, onProblem);
  const hint = useFrameHint(video, documentKind, camera.isLive);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (camera.isLive) shutter.current?.focus();
  }, [camera.isLive]);

  const onResize = () => {
    const { videoWidth = 0, videoHeight = 0 } = video.current ?? {};
    setSize(videoWidth === 0 ? null : { width: videoWidth, height: videoHeight });
  };
  const shoot = async () => {
    if (video.current === null || !camera.isLive || size === null) return;
    const photo = await encodePhoto(video.current, size.width, size.height);
    if (photo === null) onProblem('failed');
    else onPhoto(photo);
  };
  return (
    <dialog ref={dialog} class="camera" aria-labelledby="camera-title" onCancel={onClose}>
      <div class="camera-top">
        <h2 id="camera-title">{title}</h2>
        <button type="button" onClick={onClose}>
          {text.action.close}
        </button>
      </div>
      <div class="camera-picture">
        <video ref={video} muted playsInline onLoadedMetadata={onResize} onResize={onResize} />
        {size !== null && <GuideFrame documentKind={documentKind} hasZone={hasZone} {...size} />}
      </div>
      <div class="camera-bottom">
        <p class={`camera-hint camera-hint-${hint}`} role="status">
          {camera.isLive ? text.camera.hint[hint] : text.camera.starting}
        </p>
        <div class="camera-buttons">
          {camera.isTorchOn !== null && (
            <button type="button" onClick={camera.toggleTorch}>
              {camera.isTorchOn ? text.camera.torchOff : text.camera.torchOn}
            </button>
          )}
          <button ref={shutter} type="button" class="shutter" aria-disabled={!camera.isLive} onClick={shoot}>
            <span class="visually-hidden">{text.camera.shoot}</span>
          </button>
          {camera.switchCamera !== null && (
            <button type="button" onClick={camera.switchCamera}>
              {text.camera.switch}
            </button>
          )}
        </div>
      </div>
    </dialog>
  );
};
