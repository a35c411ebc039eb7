import type { GreyImage } from './reader/grey-image.ts';

const tilePx = 12;
/** Brightness from which paper is burnt out. */
const burntOut = 250;
/** Within so many tiles of its rim a reflection has faded: from the first on, past its soft edge. */
const fadesFrom = 3;
const fadesWithin = 6;
/** Paper beyond a reflection is darker than it by this at least; over-exposed paper is nearly as bright everywhere. */
const leastFall = 20;
/** Shares of the rim. Bright paper that runs into its own shading or into the picture's edge stays below the one or above the other. */
const leastFading = 0.55;
const mostAtEdge = 0.38;
/** Print this much darker than its paper is not washed out; where it stands on more than this share of a patch, the light did no harm. */
const leastPrint = 110;
const mostPrinted = 0.3;
/** Smaller patches are the blank spots between lines of print. */
const leastShare = 0.015;

/**
 * Share of a picture that reflections cover: patches that are burnt out, hold little legible print and fade to darker paper nearly all around. Paper that is
 * white or over-exposed as a whole is none, however much of it is burnt out. Meant for a picture about 1000 px wide.
 */
export function measureGlare(image: GreyImage): number {
  const tiles = toTiles(image);
  const patches = findPatches(tiles).filter((patch) => patch.size >= leastShare * tiles.paper.length);
  const covered = patches.filter((patch) => isReflection(patch, tiles)).reduce((sum, { size }) => sum + size, 0);
  return covered / Math.max(1, tiles.paper.length);
}

interface Tiles {
  columns: number;
  rows: number;
  /** Brightness of the paper between the print of each tile. */
  paper: Uint8Array;
  isBurnt: Uint8Array;
  isPrinted: Uint8Array;
}

function toTiles({ width, height, grey }: GreyImage): Tiles {
  const columns = Math.floor(width / tilePx);
  const rows = Math.floor(height / tilePx);
  const paper = new Uint8Array(columns * rows);
  const isBurnt = new Uint8Array(columns * rows);
  const isPrinted = new Uint8Array(columns * rows);
  const values = new Uint8Array(tilePx * tilePx);
  for (let tile = 0; tile < paper.length; tile++) {
    const start = Math.floor(tile / columns) * tilePx * width + (tile % columns) * tilePx;
    for (let y = 0; y < tilePx; y++)
      values.set(grey.subarray(start + y * width, start + y * width + tilePx), y * tilePx);
    values.sort();
    paper[tile] = values[values.length * 0.75] ?? 0;
    isBurnt[tile] = (values[values.length * 0.5] ?? 0) >= burntOut ? 1 : 0;
    isPrinted[tile] = (paper[tile] ?? 0) - (values[4] ?? 0) >= leastPrint ? 1 : 0;
  }
  return { columns, rows, paper, isBurnt, isPrinted };
}

const directions = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** The tile so many steps from another, or -1 beyond the picture. */
function tileAt({ columns, rows }: Tiles, tile: number, stepX: number, stepY: number): number {
  const x = (tile % columns) + stepX;
  const y = Math.floor(tile / columns) + stepY;
  return x < 0 || y < 0 || x >= columns || y >= rows ? -1 : y * columns + x;
}

/** Burnt-out tiles that touch by a side, as one set each. */
function findPatches(tiles: Tiles): Set<number>[] {
  const open = new Set([...tiles.isBurnt.keys()].filter((tile) => tiles.isBurnt[tile] === 1));
  const patches: Set<number>[] = [];
  for (const start of open) {
    const patch = new Set([start]);
    // A set is walked in the order of insertion, with what is added on the way.
    for (const tile of patch) {
      open.delete(tile);
      for (const [x, y] of directions) {
        const beside = tileAt(tiles, tile, x, y);
        if (open.has(beside)) patch.add(beside);
      }
    }
    patches.push(patch);
  }
  return patches;
}

function isReflection(patch: ReadonlySet<number>, tiles: Tiles): boolean {
  const printed = [...patch].filter((tile) => tiles.isPrinted[tile] === 1).length;
  if (printed > mostPrinted * patch.size) return false;
  const count = { fading: 0, bright: 0, edge: 0 };
  for (const tile of patch)
    for (const [x, y] of directions)
      if (!patch.has(tileAt(tiles, tile, x, y))) count[lookOutwards(patch, tiles, tile, x, y)]++;
  const { fading, bright, edge } = count;
  return fading >= leastFading * (fading + bright) && edge <= mostAtEdge * (fading + bright + edge);
}

/** What lies beyond the rim of a patch in one direction: darker paper, bright paper or the picture's edge. */
function lookOutwards(
  patch: ReadonlySet<number>,
  tiles: Tiles,
  tile: number,
  x: number,
  y: number,
): 'fading' | 'bright' | 'edge' {
  let darkest = 255;
  for (let steps = fadesFrom; steps <= fadesWithin; steps++) {
    const beyond = tileAt(tiles, tile, x * steps, y * steps);
    if (beyond < 0) return steps === fadesFrom ? 'edge' : fallTo(darkest);
    if (patch.has(beyond)) return 'bright';
    darkest = Math.min(darkest, tiles.paper[beyond] ?? 255);
  }
  return fallTo(darkest);
}

const fallTo = (darkest: number): 'fading' | 'bright' => (255 - darkest >= leastFall ? 'fading' : 'bright');
