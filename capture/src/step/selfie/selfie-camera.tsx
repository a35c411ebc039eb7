import type { Resolution } from '@gatehouse/core/node/is-below.ts';
import { useText } from '../../text/use-text.ts';
import { CameraDialog } from '../camera/camera-dialog.tsx';
import type { Capture } from '../capture/use-capture.ts';
import { SelfieFrame } from './selfie-frame.tsx';
import { lookAtFace } from './selfie-hint.ts';

/** The camera that looks at the person, as a mirror; the picture itself is taken as others see them. */
export const SelfieCamera = ({ capture, least }: { capture: Capture; least: Resolution | null }) => {
  const { selfie } = useText();
  return (
    <CameraDialog
      wanted={{ facing: 'user', least }}
      title={selfie.side}
      look={lookAtFace}
      hints={selfie.hint}
      guide={(size) => <SelfieFrame {...size} />}
      onPhoto={capture.takePhoto}
      onProblem={capture.refuseCamera}
      onClose={() => capture.restart(null)}
    />
  );
};
