import type { DocumentKind, DocumentView } from '@gatehouse/core/node/view.ts';
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { StepLayout } from '../../design/step-layout.tsx';
import type { Session } from '../../session/use-session.ts';
import { useText } from '../../text/use-text.ts';
import { BackButton } from '../back-button.tsx';
import { RetakeNotice } from '../capture/retake-notice.tsx';
import { ChooseKind } from './choose-kind.tsx';
import type { Choice } from './side-capture.tsx';
import { SideCapture } from './side-capture.tsx';

interface DocumentStepProps {
  readonly view: DocumentView;
  readonly session: Session;
  /** What was chosen at the try before. */
  readonly lastKind: RefObject<DocumentKind | null>;
}

export const DocumentStep = ({ view, session, lastKind }: DocumentStepProps) => {
  const text = useText();
  const [kind, setKind] = useState<DocumentKind | null>(lastKind.current);
  const isSingle = view.choices.length === 1;
  const choice = isSingle ? view.choices[0] : view.choices.find(({ documentKind }) => documentKind === kind);
  const choose = (chosen: Choice | null) => {
    lastKind.current = chosen?.documentKind ?? null;
    setKind(lastKind.current);
  };
  const waysOut = (
    <div class="actions actions-aside">
      {choice !== undefined && !isSingle && (
        <button type="button" class="plain" onClick={() => choose(null)}>
          {text.document.otherKind}
        </button>
      )}
      {view.canGoBack && <BackButton session={session} label={view.backLabel} />}
    </div>
  );
  const photos =
    choice === undefined ? (
      <ChooseKind choices={view.choices} onChoose={choose}>
        {waysOut}
      </ChooseKind>
    ) : (
      <SideCapture key={choice.documentKind} choice={choice} view={view} session={session}>
        {waysOut}
      </SideCapture>
    );
  return (
    <StepLayout
      design={view.design}
      title={view.title}
      intro={view.intro}
      notices={<RetakeNotice {...view} />}
      controls={[{ slot: 'buttons', content: photos }]}
    />
  );
};
