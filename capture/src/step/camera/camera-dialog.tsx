import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../../text/use-text.ts';
import { encodePhoto } from '../photo/encode-photo.ts';
import type { Photo } from '../photo/photo.ts';
import { maxSideOf } from '../photo/photo.ts';
import type { CameraProblem } from './camera-problem.ts';
import type { WantedCamera } from './use-camera.ts';
import { useCamera } from './use-camera.ts';
import type { Look } from './use-frame-hint.ts';
import { useFrameHint } from './use-frame-hint.ts';

interface CameraDialogProps<Hint extends string> {
  readonly wanted: WantedCamera;
  /** What is to be shown to the camera. */
  readonly title: string;
  readonly look: Look<Hint>;
  readonly hints: Readonly<Record<Hint | 'fit', string>>;
  /** The frame that is laid over a picture of this size, pixel by pixel. */
  guide(size: Resolution): ComponentChildren;
  onPhoto(photo: Photo): void;
  onProblem(problem: CameraProblem): void;
  onClose(): void;
}

/** The camera over the whole screen, in a dialog: the keyboard stays inside, Escape closes it. */
export const CameraDialog = <Hint extends string>(props: CameraDialogProps<Hint>) => {
  const { wanted, title, look, hints, guide, onPhoto, onProblem, onClose } = props;
  const text = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const shutter = useRef<HTMLButtonElement>(null);
  const [size, setSize] = useState<Resolution | null>(null);
  const camera = useCamera(video, wanted, onProblem);
  const hint = useFrameHint<Hint | 'fit'>(video, { isLive: camera.isLive, first: 'fit', look });
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
    const photo = await encodePhoto(video.current, size, maxSideOf(wanted.least));
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
      <div class={camera.isMirror ? 'camera-picture camera-mirror' : 'camera-picture'}>
        <video ref={video} muted playsInline onLoadedMetadata={onResize} onResize={onResize} />
        {size !== null && guide(size)}
      </div>
      <div class="camera-bottom">
        <p class={`camera-hint camera-hint-${hint}`} role="status">
          {camera.isLive ? hints[hint] : text.camera.starting}
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
