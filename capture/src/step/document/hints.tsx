import type { UploadResponse } from '@gatehouse/core/contract/capture.ts';
import { reasonSentences } from '../../text/reason-sentence.ts';
import { useText } from '../../text/use-text.ts';
import type { Photo } from './photo/photo.ts';
import { PhotoPicture } from './photo/photo-picture.tsx';

interface HintsProps {
  readonly photo: Photo;
  readonly upload: UploadResponse;
  onKeep(upload: UploadResponse): void;
  onAgain(): void;
}

/** The server took the photo but sees how it could be better. Never a refusal: the person decides. */
export const Hints = ({ photo, upload, onKeep, onAgain }: HintsProps) => {
  const text = useText();
  return (
    <>
      <div class="notice" role="status">
        <p>
          <strong>{text.photo.hintsTitle}</strong>
        </p>
        <ul>
          {reasonSentences(text, upload.hints).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
      <PhotoPicture photo={photo} />
      <div class="actions">
        <button type="button" class="primary" onClick={onAgain}>
          {text.photo.again}
        </button>
        <button type="button" onClick={() => onKeep(upload)}>
          {text.photo.useAnyway}
        </button>
      </div>
    </>
  );
};
