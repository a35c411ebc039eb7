import type { DocumentView } from '@gatehouse/core/node/view.ts';
import type { ComponentChildren } from 'preact';
import { Heading } from '../../frame/heading.tsx';
import type { Session } from '../../session/use-session.ts';
import { useText } from '../../text/use-text.ts';
import { isUnderWay, PhotoStage } from '../capture/photo-stage.tsx';
import { StartPhoto } from '../capture/start-photo.tsx';
import { start, useCapture } from '../capture/use-capture.ts';
import { DocumentCamera } from './camera/document-camera.tsx';
import { DocumentPicture } from './document-picture.tsx';

export type Choice = DocumentView['choices'][number];

interface SideCaptureProps {
  readonly choice: Choice;
  readonly view: DocumentView;
  readonly session: Session;
  /** Ways out of this document; not shown while a photo is under way. */
  readonly children: ComponentChildren;
}

/** One side after the other: start, camera or file, look, send. */
export const SideCapture = ({ choice, view, session, children }: SideCaptureProps) => {
  const { document, photo, upload } = useText();
  const { documentKind } = choice;
  const sides = choice.sides.map(({ side }) => side);
  const inputOf = (ids: object) => ({ documentKind, ...ids });
  const capture = useCapture({ sides, least: view.minResolution, inputOf }, session);
  const { sideIndex, stage } = capture;
  const { side = 'front', required = true } = choice.sides[sideIndex] ?? {};
  const title = document.side[documentKind][side];
  const isFirst = sideIndex === 0 && stage === start;
  const words = { check: photo.check, use: view.nextLabel ?? photo.use, submitting: upload.submitting };
  return (
    <section class="side" aria-labelledby="side-title">
      <div id="side-title">
        <Heading key={`${sideIndex}:${stage.kind}`} level="h2" takesFocus={!isFirst && stage.kind !== 'camera'}>
          {title}
        </Heading>
      </div>
      {sides.length > 1 && <p class="muted">{document.sideOf(sideIndex + 1, sides.length)}</p>}
      <PhotoStage capture={capture} words={words}>
        <StartPhoto
          picture={<DocumentPicture documentKind={documentKind} side={side} />}
          tips={document.tips}
          takeLabel={document.takePhoto}
          facing="environment"
          allowsFile={view.allowsFile}
          sentence={stage.kind === 'ready' ? stage.sentence : null}
          onCamera={capture.openCamera}
          onFile={capture.takeFile}
          onSkip={required ? null : capture.skip}
        />
        {stage.kind === 'camera' && (
          <DocumentCamera
            documentKind={documentKind}
            title={title}
            hasZone={documentKind === 'passport' || side === 'back'}
            least={view.minResolution}
            onPhoto={capture.takePhoto}
            onProblem={capture.refuseCamera}
            onClose={() => capture.restart(null)}
          />
        )}
      </PhotoStage>
      {!isUnderWay(stage) && children}
    </section>
  );
};
