import type { ComponentChildren } from 'preact';
import { useText } from '../../text/use-text.ts';
import { DocumentPicture } from './document-picture.tsx';
import type { Choice } from './side-capture.tsx';

interface ChooseKindProps {
  readonly choices: readonly Choice[];
  onChoose(choice: Choice): void;
  /** Ways out of this step. */
  readonly children: ComponentChildren;
}

/** One large button for each document, so that a choice is one tap. */
export const ChooseKind = ({ choices, onChoose, children }: ChooseKindProps) => {
  const { document } = useText();
  return (
    <section aria-labelledby="choose-title">
      <h2 id="choose-title">{document.chooseKind}</h2>
      <div class="kinds">
        {choices.map((choice) => (
          <button key={choice.documentKind} type="button" class="kind" onClick={() => onChoose(choice)}>
            <DocumentPicture documentKind={choice.documentKind} side={choice.sides.at(-1)?.side ?? 'front'} />
            <span>
              <strong>{document.kind[choice.documentKind]}</strong>
              <span class="muted">{document.kindHelp[choice.documentKind]}</span>
            </span>
          </button>
        ))}
      </div>
      {children}
    </section>
  );
};
