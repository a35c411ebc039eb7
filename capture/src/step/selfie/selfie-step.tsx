import type { SelfieView } from '@gatehouse/core/node/view.ts';
import { StepLayout } from '../../design/step-layout.tsx';
import { Heading } from '../../frame/heading.tsx';
import type { Session } from '../../session/use-session.ts';
import { useText } from '../../text/use-text.ts';
import { BackButton } from '../back-button.tsx';
import { isUnderWay, PhotoStage } from '../capture/photo-stage.tsx';
import { RetakeNotice } from '../capture/retake-notice.tsx';
import { StartPhoto } from '../capture/start-photo.tsx';
import type { CaptureTask } from '../capture/use-capture.ts';
import { start, useCapture } from '../capture/use-capture.ts';
import { SelfieCamera } from './selfie-camera.tsx';
import { SelfiePicture } from './selfie-picture.tsx';

interface SelfieStepProps {
  readonly view: SelfieView;
  readonly session: Session;
}

const task: Omit<CaptureTask, 'least'> = {
  sides: ['selfie'],
  inputOf: ({ selfie = '' }) => ({ picture: selfie }),
};

const SelfieCapture = ({ view, session }: SelfieStepProps) => {
  const { selfie, photo } = useText();
  const least = view.minResolution;
  const capture = useCapture({ ...task, least }, session);
  const { stage } = capture;
  const words = { check: selfie.check, use: view.nextLabel ?? photo.use, submitting: selfie.submitting };
  return (
    <section class="side" aria-labelledby="side-title">
      <div id="side-title">
        <Heading key={stage.kind} level="h2" takesFocus={stage !== start && stage.kind !== 'camera'}>
          {selfie.side}
        </Heading>
      </div>
      <PhotoStage capture={capture} words={words}>
        <StartPhoto
          picture={<SelfiePicture />}
          tips={selfie.tips}
          takeLabel={selfie.takePhoto}
          facing="user"
          allowsFile
          sentence={stage.kind === 'ready' ? stage.sentence : null}
          onCamera={capture.openCamera}
          onFile={capture.takeFile}
        />
        {stage.kind === 'camera' && <SelfieCamera capture={capture} least={least} />}
      </PhotoStage>
      {!isUnderWay(stage) && view.canGoBack && (
        <div class="actions actions-aside">
          <BackButton session={session} label={view.backLabel} />
        </div>
      )}
    </section>
  );
};

/** A picture of the person's face, by the camera that looks at them or from a file. */
export const SelfieStep = (props: SelfieStepProps) => (
  <StepLayout
    design={props.view.design}
    title={props.view.title}
    intro={props.view.intro}
    notices={<RetakeNotice {...props.view} />}
    controls={[{ slot: 'buttons', content: <SelfieCapture {...props} /> }]}
  />
);
