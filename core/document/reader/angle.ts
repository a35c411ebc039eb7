import { type GreyImage, shrink } from './grey-image.ts';

/** Text stands in rows, so seen along the rows a page falls into stripes; the direction with the sharpest stripes is the text's. */
export interface TextDirection {
  /** Radians, clockwise from the picture's x axis, in (-pi/2, pi/2]. */
  angle: number;
  /** Sharpness of the stripes; only comparable within one picture. */
  sharpness: number;
}

const searchSidePx = 560;
const coarseStep = (1.5 * Math.PI) / 180;
const fineStep = (0.25 * Math.PI) / 180;
/** Two peaks nearer than this are one. */
const apart = (20 * Math.PI) / 180;

/** The likely directions of text, the likeliest first; never more than `count`. */
export function findTextDirections(image: GreyImage, count: number): TextDirection[] {
  const edges = collectEdges(shrink(image, searchSidePx));
  const coarse: TextDirection[] = [];
  for (let angle = -Math.PI / 2 + coarseStep; angle <= Math.PI / 2 + 1e-9; angle += coarseStep)
    coarse.push({ angle, sharpness: sharpnessAlong(edges, angle) });
  coarse.sort((a, b) => b.sharpness - a.sharpness);
  const peaks: TextDirection[] = [];
  for (const candidate of coarse) {
    if (peaks.length === count) break;
    if (peaks.every((peak) => difference(peak.angle, candidate.angle) > apart)) peaks.push(candidate);
  }
  return peaks.map((peak) => refine(edges, peak)).sort((a, b) => b.sharpness - a.sharpness);
}

function difference(a: number, b: number): number {
  const turns = Math.abs(a - b) % Math.PI;
  return Math.min(turns, Math.PI - turns);
}

interface Edges {
  x: Float32Array;
  y: Float32Array;
  slopeX: Float32Array;
  slopeY: Float32Array;
  reach: number;
}

/** A page of print has more, and these tell its direction as well. */
const mostEdges = 24_000;

/** Places where the brightness changes, and how; even areas say nothing about a direction. */
function collectEdges({ width, height, grey }: GreyImage): Edges {
  const found: number[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const slopeX = (grey[at + 1] ?? 0) - (grey[at - 1] ?? 0);
      const slopeY = (grey[at + width] ?? 0) - (grey[at - width] ?? 0);
      if (Math.abs(slopeX) + Math.abs(slopeY) > 24) found.push(x - width / 2, y - height / 2, slopeX, slopeY);
    }
  }
  const stride = Math.ceil(found.length / 4 / mostEdges);
  const count = Math.floor(found.length / 4 / Math.max(1, stride));
  const pick = (part: number) => Float32Array.from({ length: count }, (_, i) => found[i * stride * 4 + part] ?? 0);
  return {
    x: pick(0),
    y: pick(1),
    slopeX: pick(2),
    slopeY: pick(3),
    reach: Math.ceil(Math.hypot(width, height) / 2) + 2,
  };
}

function sharpnessAlong(edges: Edges, angle: number): number {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const rows = new Float32Array(edges.reach * 2);
  for (let i = 0; i < edges.x.length; i++) {
    const row = Math.round((edges.y[i] ?? 0) * cos - (edges.x[i] ?? 0) * sin) + edges.reach;
    // Strokes cross the row, so the change along the row counts; the change across it would make every ruled line text.
    const change = Math.abs((edges.slopeX[i] ?? 0) * cos + (edges.slopeY[i] ?? 0) * sin);
    rows[row] = (rows[row] ?? 0) + change;
  }
  let total = 0;
  for (let row = 2; row < rows.length; row++) total += ((rows[row] ?? 0) - (rows[row - 2] ?? 0)) ** 2;
  return total;
}

function refine(edges: Edges, peak: TextDirection): TextDirection {
  let best = peak;
  for (let angle = peak.angle - coarseStep; angle <= peak.angle + coarseStep; angle += fineStep) {
    const sharpness = sharpnessAlong(edges, angle);
    if (sharpness > best.sharpness) best = { angle, sharpness };
  }
  return best;
}
