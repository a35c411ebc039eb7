import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import { hasCameraAccess } from './camera-problem.ts';

/** More than any camera of a device gives: the browser opens the finest mode that there is. */
const finest = { width: { ideal: 7680 }, height: { ideal: 4320 }, facingMode: { ideal: 'environment' } } as const;

/**
 * The best picture that the device's camera gives, in pixels; null without a camera, or where the person refuses it. The
 * camera runs for as long as that takes, and no picture of it is looked at.
 */
export const measureCamera = async (): Promise<Resolution | null> => {
  if (!hasCameraAccess()) return null;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: finest });
    const { width, height } = stream.getVideoTracks()[0]?.getSettings() ?? {};
    for (const track of stream.getTracks()) track.stop();
    return width === undefined || height === undefined ? null : { width, height };
  } catch {
    return null;
  }
};
