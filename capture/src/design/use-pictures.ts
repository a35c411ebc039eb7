import type { RefObject } from 'preact';
import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Access } from '../api/call.ts';
import { getPicture } from '../api/session.ts';
import { showWords } from './build-design.ts';

/** With what the page may ask the server. */
export const AccessContext = createContext<Access | null>(null);

/** Headers and footers come again with every step: each picture is asked for once. */
const kept = new Map<string, Promise<string | null>>();

const fetchPicture = (access: Access, url: string): Promise<string | null> => {
  const known = kept.get(url);
  if (known !== undefined) return known;
  const asked = getPicture(access, url).then((picture) => {
    // Another step may try again.
    if (!picture.ok) kept.delete(url);
    return picture.ok ? picture.value.dataUrl : null;
  });
  kept.set(url, asked);
  return asked;
};

/** Fills in the pictures of a design that lie on other servers; where one cannot be had, its words stay. */
export const usePictures = (host: RefObject<HTMLElement | null>, html: string): void => {
  const access = useContext(AccessContext);
  useEffect(() => {
    const images = host.current?.shadowRoot?.querySelectorAll<HTMLImageElement>('img[data-src]') ?? [];
    for (const image of images) {
      const url = image.dataset.src;
      if (access === null || url === undefined) continue;
      void fetchPicture(access, url).then((dataUrl) => {
        if (dataUrl === null) showWords(image);
        else image.src = dataUrl;
      });
    }
  }, [html, access]);
};
