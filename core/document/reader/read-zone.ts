import type { ZoneFormat } from '../zone-format.ts';
import { ZONE_FORMATS, ZONE_LAYOUTS } from '../zone-format.ts';
import { findTextDirections } from './angle.ts';
import { findBoxDirections } from './box-direction.ts';
import { centreX, centreY, findChains } from './chains.ts';
import { findInkBoxes, type InkBox } from './components.ts';
import { type DecodedZone, decodeZone } from './decode.ts';
import { type GreyImage, invert, mapPlace, type PlaceMap, shrink, turn } from './grey-image.ts';
import { judgeReading, type ZoneReading } from './judge.ts';
import { bestLetter, createSlotReader, type SlotReader } from './slot-reader.ts';
import { findInk, type InkRule, integrate } from './threshold.ts';
import { findZoneCandidates } from './zone-candidates.ts';
import { fitZoneGrid, type ZoneGrid } from './zone-grid.ts';

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

/** Tried in this order until a zone is read: the middle of the road, faint or uneven print, bold print. */
const inkRules: readonly InkRule[] = [
  { windowPx: 41, share: 0.12 },
  { windowPx: 27, share: 0.06 },
  { windowPx: 75, share: 0.2 },
];

/** Finds and reads the machine-readable zone of a picture, at any angle. Pure; takes some tenths of a second. */
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
  yield* readPicture(image, directionsTried, inkRules);
  yield* readPicture(invert(image), 1, inkRules.slice(0, 1));
}

function isBetter(zone: DecodedZone, best: DecodedZone | null): boolean {
  if (!best) return true;
  if (zone.isConsistent !== best.isConsistent) return zone.isConsistent;
  return zone.confidence > best.confidence;
}

/** Every zone that can be read from a picture, one at a time, so that the caller may stop at a good one. */
function* readPicture(image: GreyImage, angleCount: number, rules: readonly InkRule[]): Generator<DecodedZone> {
  const small = shrink(image, workingSidePx);
  const shrunkBy = image.width / small.width;
  const enlargement = Math.min(mostEnlargement, Math.max(1, workingSidePx / Math.max(small.width, small.height)));
  for (const angle of findAngles(small, angleCount)) {
    const level = turn(small, angle, enlargement);
    const map = scaleMap(level.map, shrunkBy);
    const sums = integrate(level.image);
    for (const rule of rules) {
      const ink = findInk(level.image, sums, rule);
      const boxes = findInkBoxes(ink, level.image.width, level.image.height).filter((box) =>
        isInside(box, level.map, small),
      );
      for (const candidate of findZoneCandidates(findChains(boxes)).slice(0, candidatesTried)) {
        const grid = fitZoneGrid(candidate, boxes);
        if (grid) yield* readGrid(image, grid, map);
      }
    }
  }
}

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

function* readGrid(image: GreyImage, grid: ZoneGrid, map: PlaceMap): Generator<DecodedZone> {
  const windows = findWindows(grid);
  if (windows.length === 0) return;
  const upright = createSlotReader(image, grid, map, false);
  const flipped = createSlotReader(image, grid, map, true);
  const uprightLegibility = legibility(upright, grid);
  const flippedLegibility = legibility(flipped, grid);
  if (Math.max(uprightLegibility, flippedLegibility) < leastLegibility) return;
  const reader = uprightLegibility >= flippedLegibility ? upright : flipped;
  for (const window of windows) {
    const { lineCount, columnCount } = ZONE_LAYOUTS[window.format];
    if (cutsLines(reader, window)) continue;
    const readings = Array.from({ length: lineCount }, (_, row) =>
      Array.from({ length: columnCount }, (_, column) =>
        reader.read(window.firstRow + row, window.firstColumn + column),
      ),
    );
    yield decodeZone(window.format, readings);
  }
}

/** A letter beside the window that is this likely is one. */
const letterOutside = Math.log(0.6);
/** The sizes of zones differ by 6 columns at least; a stain beside a line may look like one letter, hardly like four in every line. */
const columnsOutside = [1, 2, 3, 4];

/** Whether every line goes on beyond the window, which then holds a part of a longer zone. Visas of both sizes would pass for each other. */
function cutsLines(reader: SlotReader, { format, firstRow, firstColumn }: Window): boolean {
  const { lineCount, columnCount } = ZONE_LAYOUTS[format];
  const rows = Array.from({ length: lineCount }, (_, row) => firstRow + row);
  const isLetter = (row: number, column: number) => bestLetter(reader.read(row, column)) > letterOutside;
  const goesOn = (columnAt: (distance: number) => number) =>
    columnsOutside.every((distance) => rows.every((row) => isLetter(row, columnAt(distance))));
  return goesOn((distance) => firstColumn - distance) || goesOn((distance) => firstColumn + columnCount - 1 + distance);
}

/** Below this mean logarithm a sample of slots holds something else than a zone. */
const leastLegibility = -1.2;
const samplesPerRow = 8;

/** How sure the network is of a sample of slots; letters on their head are hardly ever mistaken for letters. */
function legibility(reader: SlotReader, grid: ZoneGrid): number {
  let total = 0;
  for (let row = 0; row < grid.rowCount; row++) {
    for (let i = 0; i < samplesPerRow; i++) {
      const column = grid.firstColumn + ((i + 0.5) / samplesPerRow) * (grid.lastColumn - grid.firstColumn);
      total += bestLetter(reader.read(row, Math.round(column)));
    }
  }
  return total / (grid.rowCount * samplesPerRow);
}

interface Window {
  format: ZoneFormat;
  firstRow: number;
  firstColumn: number;
}

/** More columns than this are not guessed at. */
const mostMissingColumns = 4;

/** The formats and offsets that fit the columns found, the closest first. */
function findWindows(grid: ZoneGrid): Window[] {
  const found = grid.lastColumn - grid.firstColumn + 1;
  const windows: (Window & { distance: number })[] = [];
  for (const format of ZONE_FORMATS) {
    const { lineCount, columnCount } = ZONE_LAYOUTS[format];
    const missing = columnCount - found;
    if (Math.abs(missing) > mostMissingColumns || lineCount < grid.rowCount) continue;
    const firstRows = lineCount === grid.rowCount ? [0] : [-1, 0];
    for (const firstRow of firstRows) {
      for (let shift = Math.min(0, missing); shift <= Math.max(0, missing); shift++)
        windows.push({ format, firstRow, firstColumn: grid.firstColumn - shift, distance: Math.abs(missing) });
    }
  }
  return windows.sort((a, b) => a.distance - b.distance);
}
