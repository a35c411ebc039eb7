import type { Text } from '../../text/en.ts';

export type CameraProblem = keyof Text['camera']['problem'];

/** Names of the exceptions of getUserMedia (W3C Media Capture and Streams, 10.3). */
const problems: Readonly<Record<string, CameraProblem>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export const cameraProblemOf = (error: unknown): CameraProblem => {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return (Object.hasOwn(problems, name) ? problems[name] : undefined) ?? 'failed';
};

/** Browsers hide the camera from pages that did not come over https. */
export const hasCameraAccess = (): boolean => isSecureContext && navigator.mediaDevices !== undefined;
