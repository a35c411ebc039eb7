import { type Chain, centreX, centreY, heightOf } from './chains.ts';
import type { InkBox } from './components.ts';
import { evaluate, fitLeastSquares, quantile } from './least-squares.ts';
import type { Slot } from './patch.ts';
import type { ZoneCandidate } from './zone-candidates.ts';

/**
 * The lattice on which the characters of a zone stand: a slot for every column and row, also where nothing was found.
 * Position is quadratic along the line and linear across, which holds a page seen at a mild angle without flattening it first.
 */
export interface ZoneGrid {
  rowCount: number;
  /** First and last column on which ink was found, of all rows. */
  firstColumn: number;
  lastColumn: number;
  slotAt(row: number, column: number): Slot;
}

/** A box with the column and row that it was given. */
interface Placed {
  box: InkBox;
  row: number;
  column: number;
}

/** Fits the lattice to the boxes near the candidate's chains, or null when they stand on none. */
export function fitZoneGrid({ chains }: ZoneCandidate, boxes: readonly InkBox[]): ZoneGrid | null {
  const lines = chains.map(placeLine);
  const placed = lines.every((line) => line !== null) ? alignLines(lines as Placed[][]) : null;
  if (!placed) return null;
  let model = fitModel(placed, chains.length);
  let members = placed;
  for (let round = 0; round < 3 && model; round++) {
    members = placeBoxes(model, boxes, chains);
    model = fitModel(members, chains.length);
  }
  if (!model || members.length < 8 * chains.length) return null;
  return toGrid(model, members, chains.length);
}

/**
 * Numbers a chain's boxes by walking along it with a step that follows the boxes, for steps shrink with distance. Characters that
 * touch are one wide box whose middle is on no column: they are stepped over.
 */
function placeLine(chain: Chain, row: number): Placed[] | null {
  const steps = distances(chain.boxes).filter((step) => step > 0.45 * chain.height && step < 1.7 * chain.height);
  if (steps.length < 6) return null;
  let step = quantile(steps, 0.5);
  const singles = chain.boxes.filter((box) => box.right - box.left < 1.3 * step);
  const gaps = distances(singles);
  let column = 0;
  return singles.map((box, i) => {
    const distance = i === 0 ? 0 : (gaps[i - 1] ?? 0);
    const count = Math.max(0, Math.round(distance / step));
    column += count;
    if (count === 1) step = 0.85 * step + 0.15 * Math.max(0.8 * step, Math.min(1.25 * step, distance));
    return { box, row, column };
  });
}

function distances(boxes: readonly InkBox[]): number[] {
  return boxes.slice(1).map((box, i) => centreX(box) - centreX(boxes[i] ?? box));
}

/** Shifts each line's numbers so that the lines begin and end together. */
function alignLines(lines: Placed[][]): Placed[] | null {
  const fits = lines.map((line) => {
    const fit = fitLeastSquares(
      line.map(({ box }) => [1, centreX(box)]),
      line.map(({ column }) => column),
    );
    return fit;
  });
  const [reference] = fits;
  const first = lines[0];
  if (!reference || !first) return null;
  const startOf = (line: readonly Placed[]) => centreX(line[0]?.box ?? { left: 0, right: 0, top: 0, foot: 0, area: 0 });
  const endOf = (line: readonly Placed[]) =>
    centreX(line.at(-1)?.box ?? { left: 0, right: 0, top: 0, foot: 0, area: 0 });
  const placed: Placed[] = [];
  for (const [i, line] of lines.entries()) {
    const fit = fits[i];
    if (!fit) return null;
    // Where both lines were found whole, their ends agree; otherwise the columns that stand over each other do.
    const middle = (Math.max(startOf(line), startOf(first)) + Math.min(endOf(line), endOf(first))) / 2;
    const over = evaluate(reference, [1, middle]) - evaluate(fit, [1, middle]);
    const shift = Math.round(over);
    placed.push(...line.map((member) => ({ ...member, column: member.column + shift })));
  }
  return placed;
}

interface Model {
  x: number[];
  y: number[];
  height: number[];
  scale: number;
}

const positionTerms = (column: number, row: number, scale: number): number[] => {
  const k = column / scale;
  return [1, k, row, k * row, k * k];
};

const heightTerms = (column: number, row: number, scale: number): number[] => [1, column / scale, row];

function fitModel(placed: readonly Placed[], rowCount: number): Model | null {
  if (placed.length < 8 * rowCount) return null;
  const scale = 20;
  const xRows = placed.map(({ column, row }) => positionTerms(column, row, scale));
  const x = fitLeastSquares(
    xRows,
    placed.map(({ box }) => centreX(box)),
  );
  const tall = quantile(
    placed.map(({ box }) => heightOf(box)),
    0.75,
  );
  // Fillers and broken characters are lower than letters and would pull height and middle.
  const full = placed.filter(({ box }) => heightOf(box) > 0.84 * tall && heightOf(box) < 1.2 * tall);
  if (full.length < 10) return null;
  const y = fitLeastSquares(
    full.map(({ column, row }) => positionTerms(column, row, scale)),
    full.map(({ box }) => centreY(box)),
  );
  const height = fitLeastSquares(
    full.map(({ column, row }) => heightTerms(column, row, scale)),
    full.map(({ box }) => heightOf(box)),
  );
  return x && y && height ? { x, y, height, scale } : null;
}

function slotOf(model: Model, row: number, column: number): Slot {
  const at = (c: number, r: number) => ({
    x: evaluate(model.x, positionTerms(c, r, model.scale)),
    y: evaluate(model.y, positionTerms(c, r, model.scale)),
  });
  const here = at(column, row);
  const before = at(column - 0.5, row);
  const after = at(column + 0.5, row);
  const up = at(column, row - 0.5);
  const down = at(column, row + 0.5);
  const height = evaluate(model.height, heightTerms(column, row, model.scale));
  const drop = Math.hypot(down.x - up.x, down.y - up.y) || 1;
  return {
    x: here.x,
    y: here.y,
    alongX: after.x - before.x,
    alongY: after.y - before.y,
    downX: ((down.x - up.x) / drop) * height,
    downY: ((down.y - up.y) / drop) * height,
  };
}

/** Gives every box that stands on a row of the model its column; boxes half a step off stand on none. */
function placeBoxes(model: Model, boxes: readonly InkBox[], chains: readonly Chain[]): Placed[] {
  const starts = chains.map(({ boxes: members }) => members[0]?.left ?? 0);
  const ends = chains.map(({ boxes: members }) => members.at(-1)?.right ?? 0);
  const left = Math.min(...starts);
  const right = Math.max(...ends);
  const placed: Placed[] = [];
  for (const box of boxes) {
    const x = centreX(box);
    if (x < left - 40 || x > right + 40) continue;
    for (let row = 0; row < chains.length; row++) {
      const column = columnAt(model, row, x);
      const slot = slotOf(model, row, column);
      const height = heightOf(box);
      const width = box.right - box.left;
      if (Math.abs(centreY(box) - slot.y) > 0.3 * slot.downY) continue;
      if (height < 0.5 * slot.downY || height > 1.35 * slot.downY || width > 1.25 * slot.alongX) continue;
      if (Math.abs(x - slot.x) < 0.33 * slot.alongX) placed.push({ box, row, column });
      break;
    }
  }
  return placed;
}

/** The whole column nearest to x, by a few steps of Newton's method on the quadratic. */
function columnAt(model: Model, row: number, x: number): number {
  let column = 20;
  for (let i = 0; i < 6; i++) {
    const here = evaluate(model.x, positionTerms(column, row, model.scale));
    const ahead = evaluate(model.x, positionTerms(column + 1, row, model.scale));
    const step = ahead - here;
    if (Math.abs(step) < 1) break;
    column += Math.max(-40, Math.min(40, (x - here) / step));
  }
  return Math.round(column);
}

function toGrid(model: Model, members: readonly Placed[], rowCount: number): ZoneGrid {
  const columns = members.map(({ column }) => column);
  return {
    rowCount,
    firstColumn: Math.min(...columns),
    lastColumn: Math.max(...columns),
    slotAt: (row, column) => slotOf(model, row, column),
  };
}
