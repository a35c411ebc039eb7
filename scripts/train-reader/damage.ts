import type { Slot } from '../../core/document/reader/patch.ts';
import type { Random } from './random.ts';

/** How much ink covers each pixel of a page, from 0 (paper) to 1 (ink). */
export interface InkMap {
  width: number;
  height: number;
  cover: Float32Array;
}

/** A place in a cell: -1 to 1 across the character and -1 to 1 from its top to its foot; returns how far inside the shape it is, in cells. */
type Shape = (u: number, v: number) => number;

/** Half the width of a character in steps. */
const halfWidth = 0.41;

/** Spoils one character of a page: something lies over it, it is rubbed off, scratched, smeared or cut. Neighbours may be hit too. */
export function damageCharacter(map: InkMap, slot: Slot, random: Random): void {
  if (random.chance(0.1)) smear(map, slot, random);
  else if (random.chance(0.06)) fade(map, slot, random);
  else cover(map, slot, random);
}

function cover(map: InkMap, slot: Slot, random: Random): void {
  const isErased = random.chance(0.58);
  const shapes = random.chance(0.8) ? 1 : random.integer(2, 4);
  for (let i = 0; i < shapes; i++) {
    const shape = isErased ? pickErasing(random) : pickInking(random);
    // What is rubbed off is not quite paper, and what lies on top is lighter or darker than the print.
    const tone = isErased
      ? random.normal() * 0.04
      : random.chance(0.6)
        ? random.between(0.85, 1.15)
        : random.between(0.4, 1);
    const strength = random.chance(0.7) ? 1 : random.between(0.75, 1);
    const edge = random.pick([0.03, 0.06, 0.15, 0.3]);
    paint(map, slot, shape, tone, strength, edge);
  }
}

const pickErasing = (random: Random): Shape =>
  random.pick([corner, corner, corner, half, half, band, band, disc, scratch, scratch, segment, worn])(random);

const pickInking = (random: Random): Shape =>
  random.pick([disc, disc, disc, segment, segment, segment, scratch, scratch, ring, ring, band, worn, corner])(random);

function disc(random: Random): Shape {
  const size = random.between(0.2, 1.5);
  const x = random.normal() * 0.4;
  const y = random.normal() * 0.45;
  const wide = random.between(0.8, 1.25);
  return (u, v) => size - Math.hypot((u - x) * wide, v - y);
}

function ring(random: Random): Shape {
  const size = random.between(0.5, 1);
  const wide = random.between(0.8, 1.4);
  const x = random.normal() * 0.2;
  const y = random.normal() * 0.2;
  const stroke = random.between(0.08, 0.3);
  return (u, v) => stroke - Math.abs(Math.hypot((u - x) * wide, v - y) - size);
}

/** A part of the box on one side in both directions: a leg, an arm, the end of a bar. */
function corner(random: Random): Shape {
  const right = random.chance(0.5) ? 1 : -1;
  const low = random.chance(0.5) ? 1 : -1;
  const x = random.between(-0.7, 0.7);
  const y = random.between(-0.7, 0.8);
  return (u, v) => Math.min(u * right - x, v * low - y, 1.35 - Math.abs(u), 1.4 - Math.abs(v));
}

/** Everything beyond a straight line, for one character or for several. */
function half(random: Random): Shape {
  const angle = random.chance(0.7) ? (random.integer(0, 3) * Math.PI) / 2 : random.between(0, 2 * Math.PI);
  const start = random.between(-0.5, 0.75);
  const reach = random.chance(0.75) ? random.between(1.1, 1.4) : random.between(2, 7);
  return (u, v) => Math.min(u * Math.cos(angle) + v * Math.sin(angle) - start, reach - Math.abs(u), 1.4 - Math.abs(v));
}

function band(random: Random): Shape {
  const isFlat = random.chance(0.6);
  const at = random.between(-0.9, 0.9);
  const thick = random.between(0.1, 0.45);
  return (u, v) => Math.min(thick - Math.abs((isFlat ? v : u) - at), 1.3 - Math.abs(u), 1.4 - Math.abs(v));
}

/** A long line across the character and beyond. */
function scratch(random: Random): Shape {
  const angle = random.between(0, Math.PI);
  const off = random.normal() * 0.4;
  const thick = random.between(0.08, 0.42);
  const bend = random.normal() * 0.1;
  const reach = random.between(1.5, 6);
  return (u, v) => {
    const along = -u * Math.sin(angle) + v * Math.cos(angle);
    const across = u * Math.cos(angle) + v * Math.sin(angle) - off + bend * along * along;
    return Math.min(thick - Math.abs(across), reach - Math.abs(along));
  };
}

/** A short stroke of a pen or a nick, often from one end of a stroke to another. */
function segment(random: Random): Shape {
  const end = () => random.pick([-0.9, 0, 0.9, random.between(-1, 1)]);
  const [x0, y0, x1, y1] = [end(), end(), end(), end()];
  const thick = random.between(0.1, 0.32);
  const dx = x1 - x0;
  const dy = y1 - y0;
  const square = dx * dx + dy * dy + 1e-6;
  return (u, v) => {
    const t = Math.max(0, Math.min(1, ((u - x0) * dx + (v - y0) * dy) / square));
    return thick - Math.hypot(u - x0 - t * dx, v - y0 - t * dy);
  };
}

/** Spots of a size between a stroke and a letter. */
function worn(random: Random): Shape {
  const waves = Array.from({ length: 5 }, () => ({
    x: random.normal() * random.between(2, 6),
    y: random.normal() * random.between(2, 6),
    phase: random.between(0, 6.3),
  }));
  const level = random.between(-0.6, 1.2);
  return (u, v) => {
    const height = waves.reduce((sum, { x, y, phase }) => sum + Math.sin(x * u + y * v + phase), 0);
    return Math.min((height - level) * 0.25, 1.2 - Math.abs(u), 1.25 - Math.abs(v));
  };
}

const reachInCells = 7.5;

function paint(map: InkMap, slot: Slot, shape: Shape, tone: number, strength: number, edge: number): void {
  change(map, slot, reachInCells, (before, u, v) => {
    const share = strength * Math.max(0, Math.min(1, shape(u, v) / edge + 0.5));
    return before * (1 - share) + tone * share;
  });
}

/** Visits the pixels around a character with their place in its cell. */
function change(
  { width, height, cover }: InkMap,
  slot: Slot,
  reach: number,
  next: (before: number, u: number, v: number, x: number, y: number) => number,
): void {
  const unitX = halfWidth * slot.alongX;
  const unitY = slot.downY / 2;
  const top = Math.max(0, Math.floor(slot.y - 1.6 * unitY));
  const foot = Math.min(height - 1, Math.ceil(slot.y + 1.6 * unitY));
  const left = Math.max(0, Math.floor(slot.x - reach * unitX));
  const right = Math.min(width - 1, Math.ceil(slot.x + reach * unitX));
  for (let y = top; y <= foot; y++) {
    for (let x = left; x <= right; x++) {
      const at = y * width + x;
      cover[at] = next(cover[at] ?? 0, (x - slot.x) / unitX, (y - slot.y) / unitY, x, y);
    }
  }
}

/** Ink that was wiped while wet, or a character that moved: drawn out in one direction. */
function smear(map: InkMap, slot: Slot, random: Random): void {
  const before = map.cover.slice();
  const angle = random.chance(0.6) ? random.pick([0, Math.PI / 2]) : random.between(0, Math.PI);
  const length = random.between(0.3, 1) * slot.alongX;
  const isDrawnOut = random.chance(0.5);
  const steps = Math.max(2, Math.ceil(length));
  const dx = (Math.cos(angle) * length) / steps;
  const dy = (Math.sin(angle) * length) / steps;
  change(map, slot, 1.4, (value, u, v, x, y) => {
    if (Math.abs(u) > 1.2 || Math.abs(v) > 1.25) return value;
    let sum = 0;
    let highest = value;
    for (let i = 0; i < steps; i++) {
      const back = isDrawnOut ? i + 1 : i - steps / 2;
      const column = Math.round(x - back * dx);
      const row = Math.round(y - back * dy);
      const other =
        column >= 0 && row >= 0 && column < map.width && row < map.height ? (before[row * map.width + column] ?? 0) : 0;
      sum += other;
      highest = Math.max(highest, other * (1 - 0.6 * (i / steps)));
    }
    return isDrawnOut ? highest : sum / steps;
  });
}

/** Ink that grows fainter towards one side until it is gone. */
function fade(map: InkMap, slot: Slot, random: Random): void {
  const angle = random.between(0, 2 * Math.PI);
  const start = random.between(-0.5, 0.4);
  const width = random.between(0.2, 1.2);
  change(map, slot, 1.4, (value, u, v) => {
    if (Math.abs(u) > 1.2 || Math.abs(v) > 1.25) return value;
    const far = (u * Math.cos(angle) + v * Math.sin(angle) - start) / width;
    return value * (1 - Math.max(0, Math.min(1, far)));
  });
}

/**
 * Ink lost and gained in a character's own box, as a share of its ink (of half a letter's at least). Ink that is fainter everywhere
 * is not lost.
 */
export function measureDamage(whole: InkMap, spoilt: InkMap, slot: Slot): number {
  const left = Math.max(0, Math.round(slot.x - 0.46 * slot.alongX));
  const right = Math.min(whole.width - 1, Math.round(slot.x + 0.46 * slot.alongX));
  const top = Math.max(0, Math.round(slot.y - 0.6 * slot.downY));
  const foot = Math.min(whole.height - 1, Math.round(slot.y + 0.6 * slot.downY));
  const places: number[] = [];
  const kept: number[] = [];
  let ink = 0;
  for (let y = top; y <= foot; y++) {
    for (let x = left; x <= right; x++) {
      const at = y * whole.width + x;
      const before = whole.cover[at] ?? 0;
      places.push(at);
      ink += before;
      if (before > 0.7) kept.push((spoilt.cover[at] ?? 0) / before);
    }
  }
  kept.sort((a, b) => a - b);
  const strength = Math.max(0.5, Math.min(1, kept[Math.floor(0.7 * kept.length)] ?? 1));
  let change = 0;
  for (const at of places) {
    const before = whole.cover[at] ?? 0;
    const after = spoilt.cover[at] ?? 0;
    change += Math.max(0, strength * before - after) + Math.max(0, after - before);
  }
  // The strokes of a middling letter cover about a quarter of its box.
  return change / Math.max(ink, 0.13 * places.length);
}
