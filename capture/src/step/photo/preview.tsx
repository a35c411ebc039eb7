import { Message } from '../../frame/message.tsx';
import { useText } from '../../text/use-text.ts';
import type { Sentence } from '../capture/use-capture.ts';
import type { Photo } from './photo.ts';
import { PhotoPicture } from './photo-picture.tsx';

interface PreviewProps {
  readonly photo: Photo;
  readonly words: { readonly check: string; readonly use: string };
  /** Why it could not be sent. */
  readonly sentence: Sentence | null;
  onUse(photo: Photo): void;
  onAgain(): void;
}

/** The person looks before anything is sent. */
export const Preview = ({ photo, words, sentence, onUse, onAgain }: PreviewProps) => {
  const text = useText();
  return (
    <>
      <p>{words.check}</p>
      <PhotoPicture photo={photo} />
      <Message>{sentence === null ? null : sentence(text)}</Message>
      <div class="actions">
        <button type="button" class="primary" onClick={() => onUse(photo)}>
          {words.use}
        </button>
        <button type="button" onClick={onAgain}>
          {text.photo.again}
        </button>
      </div>
    </>
  );
};
