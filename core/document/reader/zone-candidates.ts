import { type Chain, centreX, lineThrough } from './chains.ts';
import { type EvenRun, findEvenRun } from './even-run.ts';
import { evaluate, quantile } from './least-squares.ts';

/** Two or three chains that stand below each other like the lines of a zone, top first. */
export interface ZoneCandidate {
  chains: Chain[];
  /** Number of characters found, less what speaks against the candidate. */
  score: number;
}

/** All pairs and triples of chains that could be a zone, the best first. */
export function findZoneCandidates(chains: readonly Chain[]): ZoneCandidate[] {
  const lines = chains
    .flatMap(linesOf)
    .sort((a, b) => b.run.score - a.run.score)
    .slice(0, mostLines);
  const candidates: ZoneCandidate[] = [];
  for (const upper of lines) {
    for (const lower of lines) {
      if (!isBelow(upper, lower)) continue;
      candidates.push(toCandidate([upper, lower]));
      for (const third of lines) {
        if (isBelow(lower, third) && sameSpacing(upper, lower, third))
          candidates.push(toCandidate([upper, lower, third]));
      }
    }
  }
  return candidates.sort((a, b) => b.score - a.score);
}

/** Lines that are paired; a page of small print has hundreds. */
const mostLines = 24;

interface Line {
  chain: Chain;
  run: EvenRun;
  line: number[];
  start: number;
  end: number;
}

/** A run shorter than this is too little of a line to be looked at by itself, and one that lacks less than that of its chain is the chain. */
const fewestOfRun = 20;
const leastCutOff = 5;

/** A chain, and its even stretch by itself: print beside the document continues a line of the zone as if it belonged to it. */
function linesOf(chain: Chain): Line[] {
  const whole = describe(chain);
  const { first, end } = whole.run;
  const count = end - first;
  if (count < fewestOfRun || chain.boxes.length - count < leastCutOff) return [whole];
  return [whole, describe({ ...chain, boxes: chain.boxes.slice(first, end) })];
}

function describe(chain: Chain): Line {
  return {
    chain,
    run: findEvenRun(chain),
    line: lineThrough(chain.boxes),
    start: chain.boxes[0]?.left ?? 0,
    end: chain.boxes.at(-1)?.right ?? 0,
  };
}

function distanceBelow(upper: Line, lower: Line): number {
  const x = (Math.max(upper.start, lower.start) + Math.min(upper.end, lower.end)) / 2;
  return evaluate(lower.line, [1, x]) - evaluate(upper.line, [1, x]);
}

function isBelow(upper: Line, lower: Line): boolean {
  if (upper === lower) return false;
  const height = Math.max(upper.chain.height, lower.chain.height);
  const overlap = Math.min(upper.end, lower.end) - Math.max(upper.start, lower.start);
  const shorter = Math.min(upper.end - upper.start, lower.end - lower.start);
  const distance = distanceBelow(upper, lower);
  return (
    Math.min(upper.chain.height, lower.chain.height) > 0.6 * height &&
    overlap > 0.8 * shorter &&
    distance > 1.05 * height &&
    distance < 3.6 * height &&
    Math.abs((upper.line[1] ?? 0) - (lower.line[1] ?? 0)) < 0.08
  );
}

function sameSpacing(first: Line, second: Line, third: Line): boolean {
  const upper = distanceBelow(first, second);
  const lower = distanceBelow(second, third);
  return Math.min(upper, lower) > 0.75 * Math.max(upper, lower);
}

/** What the standard's sizes are: two lines of 36 or 44, three of 30. */
const lineLengths: Readonly<Record<number, readonly number[]>> = { 2: [36, 44], 3: [30] };

/** Lines of a zone begin and end together, have no gaps between words, and a number of characters that the standard knows. */
function toCandidate(lines: Line[]): ZoneCandidate {
  const height = Math.max(...lines.map(({ chain }) => chain.height));
  const ragged = (spread(lines.map(({ start }) => start)) + spread(lines.map(({ end }) => end))) / height;
  const counts = lines.map(({ chain }) => chain.boxes.length);
  const filled = lines.map(({ chain, run }) => run.score * filledShare(chain) ** 4);
  const total = filled.reduce((sum, count) => sum + count, 0);
  const longest = Math.max(...counts);
  const offSize = Math.min(...(lineLengths[lines.length] ?? []).map((length) => Math.abs(length - longest)));
  return { chains: lines.map(({ chain }) => chain), score: total - ragged - spread(counts) - lines.length * offSize };
}

/** Share of the places along a chain that hold a character; a line of text lacks its spaces. Characters that touch count as many. */
function filledShare({ boxes }: Chain): number {
  const step = Math.max(
    1,
    quantile(
      boxes.slice(1).map((box, i) => centreX(box) - centreX(boxes[i] ?? box)),
      0.5,
    ),
  );
  const length = (boxes.at(-1)?.right ?? 0) - (boxes[0]?.left ?? 0);
  const count = boxes.reduce((sum, box) => sum + Math.max(1, Math.round((box.right - box.left) / step)), 0);
  return Math.min(1, count / Math.max(1, Math.round(length / step)));
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
