import { measureGlare } from './glare.ts';
import { type GreyImage, shrink } from './reader/grey-image.ts';
import { quantile } from './reader/least-squares.ts';

/** What is wrong with a picture, and what the person can do about it. */
export interface QualityFinding {
  code: 'image_dark' | 'image_bright' | 'image_glare' | 'image_blurred' | 'image_small';
  sentence: string;
}

export interface ImageQuality {
  /** Mean brightness, 0 to 255. */
  brightness: number;
  /** Standard deviation of the brightness. */
  contrast: number;
  /** Share of the picture that reflections cover. */
  glareShare: number;
  /** Width of the sharpest common edges in pixels of a picture 1000 px wide; null when nothing has an edge. */
  edgeWidthPx: number | null;
  shortSidePx: number;
}

/** Where a measure turns into advice. Found with bench/documents: an edge of 4 px swallows the gaps between the characters of a full page. */
export const qualityLimits = {
  leastBrightness: 60,
  mostGlareShare: 0,
  /** White paper is bright too, but its print stands out; light that blinds washes it away. */
  mostBrightness: 235,
  leastContrastWhenBright: 30,
  mostEdgeWidthPx: 5,
  leastShortSidePx: 480,
} as const;

const measuredSidePx = 1000;

/** Measures a picture; takes a few hundredths of a second. */
export function measureQuality(image: GreyImage): ImageQuality {
  const small = shrink(image, measuredSidePx);
  const histogram = new Uint32Array(256);
  for (const value of small.grey) histogram[value] = (histogram[value] ?? 0) + 1;
  const pixels = small.grey.length;
  const brightness = histogram.reduce((sum, count, value) => sum + count * value, 0) / pixels;
  const variance = histogram.reduce((sum, count, value) => sum + count * (value - brightness) ** 2, 0) / pixels;
  return {
    brightness,
    contrast: Math.sqrt(variance),
    glareShare: measureGlare(small),
    edgeWidthPx: edgeWidth(small),
    shortSidePx: Math.min(image.width, image.height),
  };
}

const tilePx = 24;
/** Tiles with less difference between dark and bright hold no print to measure. */
const leastContrast = 40;

/** In each tile with print: how many pixels the steepest change needs from dark to bright. The sharpest tenth of the tiles counts. */
function edgeWidth(image: GreyImage): number | null {
  const widths: number[] = [];
  for (let top = 1; top + tilePx < image.height; top += tilePx) {
    for (let left = 1; left + tilePx < image.width; left += tilePx) {
      const width = tileEdgeWidth(image, left, top);
      if (width !== null) widths.push(width);
    }
  }
  return widths.length < 8 ? null : quantile(widths, 0.1);
}

function tileEdgeWidth({ grey, width }: GreyImage, left: number, top: number): number | null {
  let darkest = 255;
  let brightest = 0;
  const slopes = new Float64Array(tilePx * tilePx);
  let count = 0;
  for (let y = top; y < top + tilePx; y++) {
    for (let x = left; x < left + tilePx; x++) {
      const at = y * width + x;
      // The mean of three rows or columns keeps noise from looking like sharpness.
      const here = ((grey[at - 1] ?? 0) + (grey[at] ?? 0) + (grey[at + 1] ?? 0)) / 3;
      darkest = Math.min(darkest, here);
      brightest = Math.max(brightest, here);
      const across = columnMean(grey, at + 1, width) - columnMean(grey, at - 1, width);
      const down = rowMean(grey, at + width) - rowMean(grey, at - width);
      slopes[count++] = Math.max(Math.abs(across), Math.abs(down)) / 2;
    }
  }
  const contrast = brightest - darkest;
  if (contrast < leastContrast) return null;
  const steepest = slopes.sort()[Math.floor(0.985 * count)] ?? 0;
  return steepest < 1 ? null : contrast / steepest;
}

function columnMean(grey: Uint8Array, at: number, width: number): number {
  return ((grey[at - width] ?? 0) + (grey[at] ?? 0) + (grey[at + width] ?? 0)) / 3;
}

function rowMean(grey: Uint8Array, at: number): number {
  return ((grey[at - 1] ?? 0) + (grey[at] ?? 0) + (grey[at + 1] ?? 0)) / 3;
}

const advice: readonly { isTrue: (quality: ImageQuality) => boolean; finding: QualityFinding }[] = [
  {
    isTrue: ({ brightness }) => brightness < qualityLimits.leastBrightness,
    finding: { code: 'image_dark', sentence: 'The picture is too dark: move to more light or switch on a lamp.' },
  },
  {
    isTrue: ({ brightness, contrast }) =>
      brightness > qualityLimits.mostBrightness && contrast < qualityLimits.leastContrastWhenBright,
    finding: { code: 'image_bright', sentence: 'The picture is too bright: move out of the strong light.' },
  },
  {
    isTrue: ({ glareShare }) => glareShare > qualityLimits.mostGlareShare,
    finding: {
      code: 'image_glare',
      sentence: 'A reflection covers part of the document: tilt it a little or switch off the flash.',
    },
  },
  {
    isTrue: ({ edgeWidthPx }) => edgeWidthPx !== null && edgeWidthPx > qualityLimits.mostEdgeWidthPx,
    finding: {
      code: 'image_blurred',
      sentence: 'The picture is blurred: hold the camera still and wait until the text looks sharp.',
    },
  },
  {
    isTrue: ({ shortSidePx }) => shortSidePx < qualityLimits.leastShortSidePx,
    finding: { code: 'image_small', sentence: 'The picture is too small: send the original photo or move closer.' },
  },
];

/**
 * What speaks against a picture, in the order in which it should be put right. It explains a reading that failed and hints before
 * one; a confident reading is never refused for it.
 */
export function judgeQuality(quality: ImageQuality): QualityFinding[] {
  return advice.filter(({ isTrue }) => isTrue(quality)).map(({ finding }) => finding);
}
