import { judgeQuality, measureQuality } from '@gatehouse/core/document/quality.ts';
import { ok, type Result } from '@gatehouse/core/result.ts';
import type { ImageError, ImageInspection } from '../../domain/document/image-port.ts';
import { openImage } from './decode-grey.ts';
import { mediaTypes } from './image-format.ts';

/** What an uploaded picture is and how good it is, found by decoding it once. */
export async function inspectImage(bytes: Uint8Array): Promise<Result<ImageInspection, ImageError>> {
  const opened = await openImage(bytes);
  if (!opened.ok) return opened;
  const { format, widthPx, heightPx, grey } = opened.value;
  const quality = measureQuality(grey);
  return ok({ mediaType: mediaTypes[format], widthPx, heightPx, quality, hints: judgeQuality(quality) });
}
