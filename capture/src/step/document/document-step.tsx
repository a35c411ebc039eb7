import type { DocumentKind, DocumentView } from '@gatehouse/core/node/view.ts';
import type { RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { Heading } from '../../frame/heading.tsx';
import type { Session } from '../../session/use-session.ts';
import { reasonSentences } from '../../text/reason-sentence.ts';
import { useText } from '../../text/use-text.ts';
import { BackButton } from './back-button.tsx';
import { ChooseKind } from './choose-kind.tsx';
import { SideCapture } from './side-capture.tsx';
import type { Choice } from './use-capture.ts';

interface DocumentStepProps {
  readonly view: DocumentView;
  readonly session: Session;
  /** What was chosen at the try before. */
  readonly lastKind: RefObject<DocumentKind | null>;
}

const Notices = ({ view: { notices, attempt, maxAttempts } }: { view: DocumentView }) => {
  const text = useText();
  if (notices.length === 0) return null;
  return (
    <section class="notice" aria-labelledby="notices-title">
      <h2 id="notices-title">
        {text.document.retake} <span class="muted">({text.document.attempt(attempt, maxAttempts)})</span>
      </h2>
      <ul>
        {reasonSentences(text, notices).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
};

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
      {view.canGoBack && <BackButton session={session} />}
    </div>
  );
  return (
    <>
      <Heading level="h1" takesFocus>
        {view.title}
      </Heading>
      {view.intro !== null && <p class="intro">{view.intro}</p>}
      <Notices view={view} />
      {choice === undefined ? (
        <ChooseKind choices={view.choices} onChoose={choose}>
          {waysOut}
        </ChooseKind>
      ) : (
        <SideCapture key={choice.documentKind} choice={choice} view={view} session={session}>
          {waysOut}
        </SideCapture>
      )}
    </>
  );
};
