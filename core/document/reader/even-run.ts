import { type Chain, centreX } from './chains.ts';
import { quantile } from './least-squares.ts';

/** The stretch of a chain whose characters stand at one pitch, as those of a zone do and those of other print do not. */
export interface EvenRun {
  /** Indices of its boxes in the chain; `end` is exclusive. */
  first: number;
  end: number;
  /** Number of even steps within, less what the uneven ones cost. Lines of a zone reach nearly the number of their characters, other print hardly ever 10. */
  score: number;
}

/** The pitch at a place is the median of this many steps to each side: it changes along a line that is seen at an angle. */
const reach = 6;
/** A step is even when it is a whole number of pitches, give or take this. */
const mostOff = 0.2;
/** In a zone one step of ten is uneven, in proportional print every second. */
const unevenCost = 2;
/** A box wider than this many pitches is characters that touch, and its middle is on no column. */
const widestSingle = 1.3;

/** The even stretch with the highest score, of length 0 where no step is even. */
export function findEvenRun({ boxes }: Chain): EvenRun {
  const pitch = quantile(stepsOf(boxes), 0.5);
  const singles = [...boxes.entries()].filter(([, box]) => box.right - box.left < widestSingle * pitch);
  const steps = stepsOf(singles.map(([, box]) => box));
  const run = { first: 0, end: 0, score: 0 };
  let start = 0;
  let score = 0;
  steps.forEach((step, i) => {
    if (score <= 0) {
      start = i;
      score = 0;
    }
    const pitchHere = quantile(steps.slice(Math.max(0, i - reach), i + reach + 1), 0.5);
    score += isWhole(step / pitchHere) ? 1 : -unevenCost;
    if (score > run.score) Object.assign(run, { first: start, end: i + 1, score });
  });
  return run.score === 0 ? run : { ...run, first: singles[run.first]?.[0] ?? 0, end: (singles[run.end]?.[0] ?? 0) + 1 };
}

function stepsOf(boxes: Chain['boxes']): number[] {
  return boxes.slice(1).map((box, i) => centreX(box) - centreX(boxes[i] ?? box));
}

function isWhole(pitches: number): boolean {
  const nearest = Math.max(1, Math.round(pitches));
  return Math.abs(pitches - nearest) < mostOff;
}
