import type { DocumentView } from '@gatehouse/core/node/view.ts';
import type { ComponentChildren } from 'preact';
import { Heading } from '../../frame/heading.tsx';
import type { Session } from '../../session/use-session.ts';
import { useText } from '../../text/use-text.ts';
import { Camera } from './camera/camera.tsx';
import { Preview } from './photo/preview.tsx';
import { StartSide } from './start-side.tsx';
import { Unsubmitted } from './unsubmitted.tsx';
import { UploadProgress } from './upload/upload-progress.tsx';
import type { Capture, Choice, Stage } from './use-capture.ts';
import { start, useCapture } from './use-capture.ts';
import { Working } from './working.tsx';

interface SideCaptureProps {
  readonly choice: Choice;
  readonly view: DocumentView;
  readonly session: Session;
  /** Ways out of this document; not shown while a photo is under way. */
  readonly children: ComponentChildren;
}

const isUnderWay = ({ kind }: Stage): boolean => kind === 'preparing' || kind === 'sending' || kind === 'submitting';

const StageView = ({
  capture,
  choice,
  view,
}: Pick<SideCaptureProps, 'choice' | 'view'> & { readonly capture: Capture }) => {
  const text = useText();
  const { stage, sideIndex, upload } = capture;
  const { side = 'front', required = true } = choice.sides[sideIndex] ?? {};
  const { documentKind } = choice;
  switch (stage.kind) {
    case 'ready':
    case 'camera':
      return (
        <>
          <StartSide
            picture={{ documentKind, side }}
            allowsFile={view.allowsFile}
            sentence={stage.kind === 'ready' ? stage.sentence : null}
            onCamera={capture.openCamera}
            onFile={capture.takeFile}
            onSkip={required ? null : capture.skip}
          />
          {stage.kind === 'camera' && (
            <Camera
              documentKind={documentKind}
              title={text.document.side[documentKind][side]}
              hasZone={documentKind === 'passport' || side === 'back'}
              onPhoto={capture.takePhoto}
              onProblem={capture.refuseCamera}
              onClose={() => capture.restart(null)}
            />
          )}
        </>
      );
    case 'preparing':
      return <Working>{text.photo.preparing}</Working>;
    case 'preview':
      return <Preview {...stage} onUse={capture.send} onAgain={() => capture.restart(null)} />;
    case 'sending':
      return <UploadProgress upload={upload} />;
    case 'submitting':
      return <Working>{text.upload.submitting}</Working>;
    default:
      return <Unsubmitted sentence={stage.sentence} onRetry={capture.submit} />;
  }
};

/** One side after the other: start, camera or file, look, send. */
export const SideCapture = ({ choice, view, session, children }: SideCaptureProps) => {
  const text = useText();
  const capture = useCapture(choice, session);
  const { sideIndex, stage } = capture;
  const { sides, documentKind } = choice;
  const side = sides[sideIndex]?.side ?? 'front';
  const isFirst = sideIndex === 0 && stage === start;
  return (
    <section class="side" aria-labelledby="side-title">
      <div id="side-title">
        <Heading key={`${sideIndex}:${stage.kind}`} level="h2" takesFocus={!isFirst && stage.kind !== 'camera'}>
          {text.document.side[documentKind][side]}
        </Heading>
      </div>
      {sides.length > 1 && <p class="muted">{text.document.sideOf(sideIndex + 1, sides.length)}</p>}
      <StageView capture={capture} choice={choice} view={view} />
      {!isUnderWay(stage) && children}
    </section>
  );
};
