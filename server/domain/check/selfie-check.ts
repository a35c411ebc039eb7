import type { Json } from '@gatehouse/core/json.ts';
import { z } from 'zod';
import { getUpload, openUpload } from '../document/open-upload.ts';
import type { Check } from './check.ts';

const pending = z.object({ picture: z.uuid() });

/**
 * Measures the picture that the person submitted: `{ picture: { widthPx, heightPx, quality } }`, measured off the
 * event loop; `quality` is null where the picture cannot be opened. Whose face it shows is not looked at.
 */
export const checkSelfie: Check = async (context, session) => {
  const upload = await getUpload(context, session, pending.parse(session.run.pending).picture);
  const inspected = await context.images.inspect(await openUpload(context, session, upload));
  const picture = { widthPx: upload.width_px, heightPx: upload.height_px };
  if (!inspected.ok) return { picture: { ...picture, quality: null } };
  const { brightness, contrast, edgeWidthPx, shortSidePx } = inspected.value.quality;
  const quality = {
    brightness: roundTo1(brightness),
    contrast: roundTo1(contrast),
    edgeWidthPx: edgeWidthPx === null ? null : roundTo1(edgeWidthPx),
    shortSidePx,
  };
  return { picture: { ...picture, quality } } satisfies Json;
};

const roundTo1 = (value: number): number => Math.round(value * 10) / 10;
