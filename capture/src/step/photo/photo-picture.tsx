import { useEffect, useState } from 'preact/hooks';
import { useText } from '../../text/use-text.ts';
import type { Photo } from './photo.ts';

/** The photo as it will be sent. It never leaves the memory of this page. */
export const PhotoPicture = ({ photo }: { photo: Photo }) => {
  const text = useText();
  const [url, setUrl] = useState<string | null>(null);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(photo.blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  if (isBroken) return <p class="muted">{text.photo.noPreview}</p>;
  return <img class="photo" src={url ?? undefined} alt={text.photo.preview} onError={() => setBroken(true)} />;
};
