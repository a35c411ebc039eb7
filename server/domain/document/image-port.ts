import type { ImageQuality } from '@gatehouse/core/document/quality.ts';
import type { Result } from '@gatehouse/core/result.ts';
import type { Reason } from '@gatehouse/core/workflow/run.ts';

export type ImageErrorCode = 'image_unknown_format' | 'image_heic' | 'image_pdf' | 'image_broken' | 'image_too_large';

export interface ImageError {
  readonly code: ImageErrorCode;
  readonly sentence: string;
}

export interface ImageInspection {
  /** By content, never by name: `image/jpeg`, `image/png`, ... */
  readonly mediaType: string;
  /** As the photo is seen, after the EXIF orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** What would make a better photo of a document. */
  readonly hints: readonly Reason[];
  readonly quality: ImageQuality;
}

/** Looks at an uploaded photo before it is kept: what it is, its size, and how good it is. */
export interface ImageInspector {
  inspect(bytes: Uint8Array): Promise<Result<ImageInspection, ImageError>>;
}
