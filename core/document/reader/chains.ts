import type { InkBox } from './components.ts';
import { evaluate, fitLeastSquares, quantile } from './least-squares.ts';

/** Boxes that stand side by side like the characters of one line of text, left to right. */
export interface Chain {
  boxes: InkBox[];
  /** Height of its tall characters in pixels. */
  height: number;
}

/** Characters outside these heights are noise or pictures. */
const lowestPx = 6;
const highestPx = 90;
/** A line of a zone has 30 characters or more; fewer may have been found. */
const fewestBoxes = 10;

export const centreX = (box: InkBox): number => (box.left + box.right) / 2;
export const centreY = (box: InkBox): number => (box.top + box.foot) / 2;
export const heightOf = (box: InkBox): number => box.foot - box.top;
const widthOf = (box: InkBox): number => box.right - box.left;

/** Whether a box could be a character or a few that touch. */
export function couldBeCharacter(box: InkBox): boolean {
  const height = heightOf(box);
  return height >= lowestPx && height <= highestPx && widthOf(box) <= 7 * height && widthOf(box) * 9 >= height;
}

/** Chains long enough to be a line of a zone, the ones with most characters first. */
export function findChains(boxes: readonly InkBox[]): Chain[] {
  const candidates = boxes.filter(couldBeCharacter).sort((a, b) => a.left - b.left);
  const pieces = followLinks(candidates, linkToRight(candidates)).map(toChain);
  const chains = joinPieces(pieces).filter(
    ({ boxes: members, height }) => members.length >= fewestBoxes && lengthOf(members) >= 9 * height,
  );
  return chains.sort((a, b) => b.boxes.length - a.boxes.length);
}

function lengthOf(boxes: readonly InkBox[]): number {
  return (boxes.at(-1)?.right ?? 0) - (boxes[0]?.left ?? 0);
}

function toChain(boxes: InkBox[]): Chain {
  return { boxes, height: quantile(boxes.map(heightOf), 0.8) };
}

/** For each box the index of its neighbour to the right, or -1; a link stands only if both choose each other. */
function linkToRight(boxes: readonly InkBox[]): Int32Array {
  const rightOf = new Int32Array(boxes.length).fill(-1);
  const leftOf = new Int32Array(boxes.length).fill(-1);
  const leftGap = new Float64Array(boxes.length).fill(Infinity);
  boxes.forEach((box, i) => {
    let nearest = Infinity;
    for (let j = i + 1; j < boxes.length; j++) {
      const other = boxes[j];
      if (!other || other.left > box.right + 4 * heightOf(box)) break;
      const gap = neighbourGap(box, other);
      if (gap < nearest) {
        nearest = gap;
        rightOf[i] = j;
      }
    }
    const j = rightOf[i] ?? -1;
    if (j >= 0 && nearest < (leftGap[j] ?? Infinity)) {
      leftGap[j] = nearest;
      leftOf[j] = i;
    }
  });
  return rightOf.map((j, i) => (j >= 0 && leftOf[j] === i ? j : -1));
}

/** Distance between neighbours of one line, or Infinity if they cannot be neighbours. */
function neighbourGap(box: InkBox, other: InkBox): number {
  const high = Math.max(heightOf(box), heightOf(other));
  const low = Math.min(heightOf(box), heightOf(other));
  const gap = other.left - box.right;
  const drop = Math.abs(centreY(other) - centreY(box));
  if (low < 0.5 * high || gap > 1.7 * high || gap < -0.4 * high || drop > 0.35 * high) return Infinity;
  return Math.max(0, gap) + drop;
}

function followLinks(boxes: readonly InkBox[], rightOf: Int32Array): InkBox[][] {
  const isStart = new Uint8Array(boxes.length).fill(1);
  for (const j of rightOf) if (j >= 0) isStart[j] = 0;
  const paths: InkBox[][] = [];
  boxes.forEach((_, start) => {
    if (isStart[start] !== 1) return;
    const path: InkBox[] = [];
    for (let i = start; i >= 0; i = rightOf[i] ?? -1) {
      const box = boxes[i];
      if (box) path.push(box);
    }
    paths.push(path);
  });
  return paths;
}

/** Broken or touching characters tear a line into pieces; pieces that continue each other become one chain again. */
function joinPieces(pieces: Chain[]): Chain[] {
  const open = pieces
    .filter(({ boxes }) => boxes.length >= 2)
    .sort((a, b) => (a.boxes[0]?.left ?? 0) - (b.boxes[0]?.left ?? 0));
  const used = new Set<Chain>();
  const joined: Chain[] = [];
  for (const start of open) {
    if (used.has(start)) continue;
    used.add(start);
    let chain = start;
    for (let next = findContinuation(chain, open, used); next; next = findContinuation(chain, open, used)) {
      used.add(next);
      chain = toChain([...chain.boxes, ...next.boxes]);
    }
    joined.push(chain);
  }
  return joined;
}

function findContinuation(chain: Chain, pieces: readonly Chain[], used: ReadonlySet<Chain>): Chain | undefined {
  const tail = chain.boxes.slice(-16);
  const line = lineThrough(tail);
  const end = chain.boxes.at(-1)?.right ?? 0;
  return pieces.find((piece) => {
    const first = piece.boxes[0];
    if (used.has(piece) || !first) return false;
    const gap = first.left - end;
    const height = Math.max(chain.height, piece.height);
    if (gap < -0.5 * height || gap > 7 * height || Math.min(chain.height, piece.height) < 0.55 * height) return false;
    const drop = Math.abs(centreY(first) - evaluate(line, [1, centreX(first)]));
    return drop < 0.4 * height;
  });
}

/** Height above the x axis and slope of the line through the centres; too short a piece is taken as level. */
export function lineThrough(boxes: readonly InkBox[]): number[] {
  const level = [boxes.reduce((sum, box) => sum + centreY(box), 0) / Math.max(1, boxes.length), 0];
  if (boxes.length < 6) return level;
  const fitted = fitLeastSquares(
    boxes.map((box) => [1, centreX(box)]),
    boxes.map(centreY),
  );
  return fitted ?? level;
}
