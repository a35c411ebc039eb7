import { findTextDirections } from './angle.ts';
import { findBoxDirections } from './box-direction.ts';
import { centreX, centreY, findChains, heightOf } from './chains.ts';
import { findInkBoxes, type InkBox } from './components.ts';
import type { DecodedZone } from './decode.ts';
import { createEffort, type Effort, unitsOf } from './effort.ts';
import { type GreyImage, invert, mapPlace, type PlaceMap, shrink, turn } from './grey-image.ts';
import { judgeReading, type ZoneReading } from './judge.ts';
import { readGrid } from './read-grid.ts';
import { findInk, type InkRule, integrate } from './threshold.ts';
import { findZoneCandidates, type ZoneCandidate } from './zone-candidates.ts';
import { fitZoneGrid } from './zone-grid.ts';

/** Lines are looked for at about this size; characters are then cut from the picture as it came. */
const workingSidePx = 1500;
/** Small pictures are enlarged for the search, but never more than this. */
const mostEnlargement = 2;
const directionsTried = 2;
const candidatesTried = 5;
/** A zone whose check digits fit was found where it is; seeing it again from elsewhere does not make it surer. */
const consistentTries = 3;
/** Sine of the angle below which a second try would see the same. */
const sameAngle = 0.04;
/** Half of all zones are read with 200 units, 99 of 100 with 400, the hardest that was seen with 870. Without a zone all are spent in about a second. */
const effortLimit = 1000;
const effortLimitInverted = 300;

/** Tried in this order until a zone is read: the middle of the road, faint or uneven print, bold print, print over a dark pattern. */
const inkRules: readonly InkRule[] = [
  { windowPx: 41, share: 0.12 },
  { windowPx: 27, share: 0.06 },
  { windowPx: 75, share: 0.2 },
  { windowPx: 41, share: 0.42 },
];

/** Finds and reads the machine-readable zone of a picture, at any angle. Pure; takes some tenths of a second, and a second where there is none. */
export function readZone(image: GreyImage): ZoneReading {
  let best: DecodedZone | null = null;
  let consistentCount = 0;
  for (const zone of readAttempts(image)) {
    if (zone.isConsistent) consistentCount++;
    if (isBetter(zone, best)) {
      best = zone;
      const reading = judgeReading(zone);
      if (reading.accepted) return reading;
    }
    if (consistentCount === consistentTries) break;
  }
  return judgeReading(best);
}

/** Dark print on bright paper in every way; bright print on dark is so rare that it gets one try. */
function* readAttempts(image: GreyImage): Generator<DecodedZone> {
  const small = shrink(image, workingSidePx);
  const effort = createEffort(effortLimit);
  yield* readPicture({ image, small, effort }, directionsTried, inkRules);
  const inverted = { image: invert(image), small: invert(small), effort: createEffort(effortLimitInverted) };
  yield* readPicture(inverted, 1, inkRules.slice(0, 1));
}

function isBetter(zone: DecodedZone, best: DecodedZone | null): boolean {
  if (!best) return true;
  if (zone.isConsistent !== best.isConsistent) return zone.isConsistent;
  return zone.confidence > best.confidence;
}

interface Picture {
  image: GreyImage;
  /** The picture at the size at which lines are looked for. */
  small: GreyImage;
  effort: Effort;
}

/** Every zone that can be read from a picture, one at a time, so that the caller may stop at a good one. */
function* readPicture(
  { image, small, effort }: Picture,
  angleCount: number,
  rules: readonly InkRule[],
): Generator<DecodedZone> {
  const shrunkBy = image.width / small.width;
  const enlargement = Math.min(mostEnlargement, Math.max(1, workingSidePx / Math.max(small.width, small.height)));
  for (const angle of findAngles(small, angleCount)) {
    const level = turn(small, angle, enlargement);
    const map = scaleMap(level.map, shrunkBy);
    const sums = integrate(level.image);
    for (const rule of rules) {
      if (effort.isSpent()) return;
      effort.spend(unitsOf(level.image));
      const ink = findInk(level.image, sums, rule);
      const boxes = findInkBoxes(ink, level.image.width, level.image.height).filter(
        (box) => heightOf(box) >= lowestBoxPx && isInside(box, level.map, small),
      );
      const readCandidates: ZoneCandidate[] = [];
      for (const candidate of findZoneCandidates(findChains(boxes)).slice(0, candidatesTried)) {
        if (effort.isSpent()) return;
        if (readCandidates.some((other) => isPartOf(candidate, other))) continue;
        const grid = fitZoneGrid(candidate, boxes);
        if (!grid) continue;
        let wasRead = false;
        for (const zone of readGrid(image, grid, map, effort)) {
          wasRead = true;
          yield zone;
        }
        if (wasRead) readCandidates.push(candidate);
      }
    }
  }
}

/** Whether a candidate is two of the three lines of another, which have been read with it. */
function isPartOf(candidate: ZoneCandidate, other: ZoneCandidate): boolean {
  return (
    candidate.chains.length < other.chains.length && candidate.chains.every((chain) => other.chains.includes(chain))
  );
}

/** The lowest part of a character that is looked at has half of its height; grain of the paper is lower. */
const lowestBoxPx = 3;

/** Whether a box lies on the picture and not in the corners that turning has added. */
function isInside(box: InkBox, map: PlaceMap, { width, height }: GreyImage): boolean {
  const { x, y } = mapPlace(map, centreX(box), centreY(box));
  return x >= 0 && y >= 0 && x < width && y < height;
}

/** Angles to turn by, the likeliest first: by the characters found, and by the stripes that rows of text make, which need no characters. */
function* findAngles(image: GreyImage, count: number): Generator<number> {
  const [rule] = inkRules;
  const ink = rule ? findInk(image, integrate(image), rule) : new Uint8Array();
  const [byBoxes, ...otherBoxes] = findBoxDirections(findInkBoxes(ink, image.width, image.height), count);
  const tried: number[] = [];
  if (byBoxes !== undefined) {
    tried.push(byBoxes);
    yield byBoxes;
  }
  if (count <= tried.length) return;
  const byRows = findTextDirections(image, count).map(({ angle }) => angle);
  for (const angle of [...byRows, ...otherBoxes]) {
    if (tried.some((other) => Math.abs(Math.sin(angle - other)) < sameAngle)) continue;
    tried.push(angle);
    yield angle;
  }
}

/** Places in the shrunken picture as places in the original, whose pixels are `factor` times smaller. */
function scaleMap(map: PlaceMap, factor: number): PlaceMap {
  const shift = (factor - 1) / 2;
  return {
    xx: map.xx * factor,
    xy: map.xy * factor,
    x0: map.x0 * factor + shift,
    yx: map.yx * factor,
    yy: map.yy * factor,
    y0: map.y0 * factor + shift,
  };
}
