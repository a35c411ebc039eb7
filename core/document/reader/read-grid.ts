import type { ZoneFormat } from '../zone-format.ts';
import { ZONE_FORMATS, ZONE_LAYOUTS } from '../zone-format.ts';
import { type DecodedZone, decodeZone } from './decode.ts';
import type { Effort } from './effort.ts';
import type { GreyImage, PlaceMap } from './grey-image.ts';
import { bestLetter, createSlotReader, type SlotReader, type SlotReading, wholeLetter } from './slot-reader.ts';
import type { ZoneGrid } from './zone-grid.ts';

/** Every zone that the characters on a grid can be, upright or on their head, whichever is more legible; none when neither is. */
export function* readGrid(image: GreyImage, grid: ZoneGrid, map: PlaceMap, effort: Effort): Generator<DecodedZone> {
  const windows = findWindows(grid);
  if (windows.length === 0) return;
  const upright = countLooks(createSlotReader(image, grid, map, false), effort);
  const flipped = countLooks(createSlotReader(image, grid, map, true), effort);
  const reader = pickLegible(upright, flipped, grid);
  if (!reader) return;
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

/** Below this likelihood of its letter a slot has been looked at five times and not once. */
const unsureLetter = Math.log(0.985);
const looksOfUnsure = 5;

function countLooks(reader: SlotReader, effort: Effort): SlotReader {
  const seen = new Set<SlotReading>();
  return {
    read: (row, column) => {
      const reading = reader.read(row, column);
      if (!seen.has(reading)) effort.spend(bestLetter(reading) < unsureLetter ? looksOfUnsure : 1);
      seen.add(reading);
      return reading;
    },
  };
}

/** Below this mean logarithm a sample of slots holds something else than a zone. The faintest zones that can be read reach -0.3. */
const leastLegibility = -1.2;
/** Two samples of a row say already what others cannot make good: print that is no zone lies about -5. */
const leastAtFirst = -2.5;
const firstSamples = [2, 5];
const allSamples = [0, 1, 2, 3, 4, 5, 6, 7];

/** The reader that is surer of a sample of slots, null when neither reads letters; those on their head are hardly ever mistaken for letters. */
function pickLegible(upright: SlotReader, flipped: SlotReader, grid: ZoneGrid): SlotReader | null {
  const best = (samples: readonly number[]) =>
    [upright, flipped]
      .map((reader) => ({ reader, sureness: legibility(reader, grid, samples) }))
      .reduce((one, other) => (other.sureness > one.sureness ? other : one));
  if (best(firstSamples).sureness < leastAtFirst) return null;
  const { reader, sureness } = best(allSamples);
  return sureness < leastLegibility ? null : reader;
}

/** How sure the network is of the letters in some columns of a grid, on the mean. */
function legibility(reader: SlotReader, grid: ZoneGrid, samples: readonly number[]): number {
  let total = 0;
  for (let row = 0; row < grid.rowCount; row++) {
    for (const sample of samples) {
      const share = (sample + 0.5) / allSamples.length;
      const column = grid.firstColumn + share * (grid.lastColumn - grid.firstColumn);
      total += wholeLetter(reader.read(row, Math.round(column)));
    }
  }
  return total / (grid.rowCount * samples.length);
}

/** A letter beside the window that is this likely is one. */
const letterOutside = Math.log(0.6);
/** The sizes of zones differ by 6 columns at least; a stain beside a line may look like one letter, hardly like four in every line. */
const columnsOutside = [1, 2, 3, 4];
/** So many of them may be damaged beyond recognition. */
const damagedOutside = 1;

/** Whether every line goes on beyond the window, which then holds a part of a longer zone. Visas of both sizes would pass for each other. */
function cutsLines(reader: SlotReader, { format, firstRow, firstColumn }: Window): boolean {
  const { lineCount, columnCount } = ZONE_LAYOUTS[format];
  const rows = Array.from({ length: lineCount }, (_, row) => firstRow + row);
  const isNoLetter = (row: number, column: number) => bestLetter(reader.read(row, column)) <= letterOutside;
  const goesOn = (columnAt: (distance: number) => number) => {
    const gaps = columnsOutside.flatMap((distance) => rows.filter((row) => isNoLetter(row, columnAt(distance))));
    return gaps.length <= damagedOutside;
  };
  return goesOn((distance) => firstColumn - distance) || goesOn((distance) => firstColumn + columnCount - 1 + distance);
}

interface Window {
  format: ZoneFormat;
  firstRow: number;
  firstColumn: number;
}

/** More columns than this are not guessed at. */
const mostMissingColumns = 4;
/** Print beside the zone may stand on its lattice by chance. */
const mostColumnsTooMany = 10;

/** The formats and offsets that fit the columns found, the closest first. */
function findWindows(grid: ZoneGrid): Window[] {
  const found = grid.lastColumn - grid.firstColumn + 1;
  const windows: (Window & { distance: number })[] = [];
  for (const format of ZONE_FORMATS) {
    const { lineCount, columnCount } = ZONE_LAYOUTS[format];
    const missing = columnCount - found;
    const isWhole = lineCount === grid.rowCount;
    if (missing > mostMissingColumns || -missing > (isWhole ? mostColumnsTooMany : mostMissingColumns)) continue;
    if (lineCount < grid.rowCount) continue;
    const firstRows = isWhole ? [0] : [-1, 0];
    for (const firstRow of firstRows) {
      for (let shift = Math.min(0, missing); shift <= Math.max(0, missing); shift++)
        windows.push({ format, firstRow, firstColumn: grid.firstColumn - shift, distance: Math.abs(missing) });
    }
  }
  return windows.sort((a, b) => a.distance - b.distance);
}
