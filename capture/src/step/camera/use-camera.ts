import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CameraProblem } from './camera-problem.ts';
import { cameraProblemOf, hasCameraAccess } from './camera-problem.ts';

export interface Camera {
  readonly isLive: boolean;
  /** Null where the camera has no light. */
  readonly isTorchOn: boolean | null;
  /** Looks at the person, who then expects a mirror. */
  readonly isMirror: boolean;
  /** Null with a single camera. */
  readonly switchCamera: (() => void) | null;
  toggleTorch(): void;
}

/** `user` looks at the person, `environment` away. */
export type Facing = 'user' | 'environment';

export interface WantedCamera {
  readonly facing: Facing;
  /** What the step asks for; null where any will do. */
  readonly least: Resolution | null;
}

/** As fine as phones give without slowing down; a zone line needs some 1,000 pixels to be read well. */
const usual: Resolution = { width: 2560, height: 1440 };

const openStream = ({ facing, least }: WantedCamera, deviceId: string | null): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    audio: false,
    video: {
      width: { ideal: Math.max(usual.width, least?.width ?? 0) },
      height: { ideal: Math.max(usual.height, least?.height ?? 0) },
      ...(deviceId === null ? { facingMode: { ideal: facing } } : { deviceId: { exact: deviceId } }),
    },
  });

const listCameras = async (): Promise<string[]> => {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.flatMap(({ kind, deviceId }) => (kind === 'videoinput' && deviceId !== '' ? [deviceId] : []));
};

const stop = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

const hasTorch = (track: MediaStreamTrack): boolean => {
  const capabilities: object = track.getCapabilities?.() ?? {};
  return 'torch' in capabilities && capabilities.torch === true;
};

/** Runs the camera in a video element for as long as the component lives. */
export const useCamera = (
  video: RefObject<HTMLVideoElement | null>,
  camera: WantedCamera,
  onProblem: (problem: CameraProblem) => void,
): Camera => {
  const [track, setTrack] = useState<MediaStreamTrack | null>(null);
  const [deviceIds, setDeviceIds] = useState<readonly string[]>([]);
  const [wanted, setWanted] = useState<string | null>(null);
  const [isTorchOn, setTorchOn] = useState<boolean | null>(null);

  useEffect(() => {
    let stream: MediaStream | null = null;
    let isWanted = true;
    const start = async () => {
      if (!hasCameraAccess()) return onProblem('insecure');
      stream = await openStream(camera, wanted);
      const [opened] = stream.getVideoTracks();
      if (!isWanted || video.current === null || opened === undefined) return stop(stream);
      // Another program took the camera, or it was unplugged.
      opened.addEventListener('ended', () => isWanted && onProblem('busy'));
      video.current.srcObject = stream;
      await video.current.play();
      setTorchOn(hasTorch(opened) ? false : null);
      setDeviceIds(await listCameras());
      setTrack(opened);
    };
    start().catch((error: unknown) => {
      if (stream !== null) stop(stream);
      if (isWanted) onProblem(cameraProblemOf(error));
    });
    return () => {
      isWanted = false;
      if (stream !== null) stop(stream);
      setTrack(null);
    };
  }, [wanted]);

  const switchCamera = () => {
    const present = deviceIds.indexOf(track?.getSettings().deviceId ?? '');
    setWanted(deviceIds[(present + 1) % deviceIds.length] ?? null);
  };
  const toggleTorch = () => {
    const next = isTorchOn !== true;
    const constraints: MediaTrackConstraints & { advanced: object[] } = { advanced: [{ torch: next }] };
    track?.applyConstraints(constraints).then(
      () => setTorchOn(next),
      () => setTorchOn(null),
    );
  };
  return {
    isLive: track !== null,
    isTorchOn,
    isMirror: camera.facing === 'user' && track?.getSettings().facingMode !== 'environment',
    switchCamera: deviceIds.length > 1 ? switchCamera : null,
    toggleTorch,
  };
};
