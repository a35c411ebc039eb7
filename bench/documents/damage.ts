import sharp from 'sharp';
import type { ZoneFormat } from '../../core/document/zone-format.ts';
import type { Random } from '../../scripts/train-reader/random.ts';
import { type Cell, cellAt } from './page.ts';

/** Something that happens to one character of a printed page; `paper` is the colour around it. */
type Damage = (page: Buffer, cell: Cell, paper: string, random: Random) => Promise<Buffer>;

/** Lays shapes over the page; the drawing's unit is half a character's width and half its height, from the character's middle. */
const overlay =
  (draw: (random: Random, paper: string) => string): Damage =>
  async (page, cell, paper, random) => {
    const { width = 0, height = 0 } = await sharp(page).metadata();
    const shapes = draw(random, paper);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g transform="translate(${cell.x} ${cell.y}) scale(${0.41 * cell.width} ${cell.height / 2})">${shapes}</g></svg>`;
    return sharp(page)
      .composite([{ input: Buffer.from(svg) }])
      .png({ compressionLevel: 1 })
      .toBuffer();
  };

const darkInk = (random: Random) => {
  const value = random.integer(10, 80);
  return `rgb(${value},${value},${value + random.integer(0, 30)})`;
};

const rectangle = (left: number, top: number, right: number, foot: number, colour: string) =>
  `<rect x="${left}" y="${top}" width="${right - left}" height="${foot - top}" fill="${colour}"/>`;

const disc = (random: Random, size: number, colour: string) =>
  `<ellipse cx="${random.normal() * 0.3}" cy="${random.normal() * 0.35}" rx="${size * random.between(0.9, 1.2)}" ry="${size}" fill="${colour}"/>`;

function line(random: Random, colour: string, width: number, reach: number): string {
  const angle = random.between(0, Math.PI);
  const [dx, dy] = [Math.cos(angle) * reach, Math.sin(angle) * reach];
  const [x, y] = [random.normal() * 0.3, random.normal() * 0.3];
  return `<line x1="${x - dx}" y1="${y - dy}" x2="${x + dx}" y2="${y + dy}" stroke="${colour}" stroke-width="${width}"/>`;
}

function wipeCorner(random: Random, paper: string): string {
  const [x, y] = [random.between(-0.3, 0.4), random.between(-0.3, 0.4)];
  const sides = { left: [-1.3, -x], right: [x, 1.3] } as const;
  const [left, right] = random.chance(0.5) ? sides.left : sides.right;
  return random.chance(0.5) ? rectangle(left, -1.3, right, -y, paper) : rectangle(left, y, right, 1.3, paper);
}

function wipeHalf(random: Random, paper: string): string {
  const start = random.between(-0.2, 0.35);
  return random.pick([
    rectangle(-1.2, start, 1.2, 1.3, paper),
    rectangle(-1.2, -1.3, 1.2, -start, paper),
    rectangle(-1.2, -1.3, -start, 1.3, paper),
    rectangle(start, -1.3, 1.2, 1.3, paper),
  ]);
}

function wipeBar(random: Random, paper: string): string {
  const at = random.pick([-0.85, 0, 0.85]);
  const [left, right] = random.pick([
    [-1.2, 0],
    [0.1, 1.2],
    [-1.2, 1.2],
  ] as const);
  return rectangle(left, at - 0.25, right, at + 0.25, paper);
}

function penStroke(random: Random): string {
  const end = () => random.pick([-0.85, 0, 0.85, random.between(-1, 1)]);
  return `<line x1="${end()}" y1="${end()}" x2="${end()}" y2="${end()}" stroke="${darkInk(random)}" stroke-linecap="round" stroke-width="${random.between(0.22, 0.4)}"/>`;
}

function stampLine(random: Random): string {
  const colour = random.pick(['#8a2030', '#23307a', '#4a2060', '#222222']);
  const height = random.between(-0.9, 0.9);
  const fall = random.between(-0.5, 0.5);
  return `<path d="M -9 ${height + fall * 4} Q 0 ${height - fall * 4} 9 ${height + fall * 4}" fill="none" stroke="${colour}" stroke-opacity="0.85" stroke-width="${random.between(0.25, 0.6)}"/>`;
}

function cut(random: Random, paper: string): string {
  const edge = random.between(0.1, 0.75);
  const reach = random.between(1.1, 4);
  return random.chance(0.5) ? rectangle(-reach, -1.4, reach, -edge, paper) : rectangle(-reach, edge, reach, 1.4, paper);
}

function specks(random: Random, paper: string): string {
  const colour = random.chance(0.5) ? paper : darkInk(random);
  return Array.from(
    { length: random.integer(6, 14) },
    () =>
      `<circle cx="${random.between(-1, 1)}" cy="${random.between(-1, 1)}" r="${random.between(0.08, 0.28)}" fill="${colour}"/>`,
  ).join('');
}

/** Draws the character's surroundings out in one direction. */
const smear: Damage = async (page, cell, _paper, random) => {
  const left = Math.round(cell.x - 0.6 * cell.width);
  const top = Math.round(cell.y - 0.65 * cell.height);
  const width = Math.round(1.2 * cell.width);
  const height = Math.round(1.3 * cell.height);
  const length = Math.round(cell.width * random.between(0.3, 0.8)) | 1;
  const isAcross = random.chance(0.6);
  const kernel = Array.from({ length: length * length }, (_, i) =>
    (isAcross ? Math.floor(i / length) : i % length) === (length - 1) / 2 ? 1 : 0,
  );
  const patch = await sharp(page)
    .extract({ left, top, width, height })
    .removeAlpha()
    .convolve({ width: length, height: length, kernel })
    .png()
    .toBuffer();
  return sharp(page)
    .composite([{ input: patch, left, top }])
    .png({ compressionLevel: 1 })
    .toBuffer();
};

/** Kinds of damage to a single character. None of them is drawn as the training draws its own. */
export const damages: Record<string, Damage> = {
  'blot small': overlay((random) => disc(random, random.between(0.35, 0.65), darkInk(random))),
  'blot large': overlay((random) => disc(random, random.between(0.7, 1.3), darkInk(random))),
  'blot pale': overlay(
    (random) => `<g opacity="${random.between(0.5, 0.9)}">${disc(random, random.between(0.6, 1.2), '#555')}</g>`,
  ),
  'wiped corner': overlay(wipeCorner),
  'wiped half': overlay(wipeHalf),
  'wiped bar': overlay(wipeBar),
  'scratch pale': overlay((random, paper) => line(random, paper, random.between(0.25, 0.7), 4)),
  'scratch dark': overlay((random) => line(random, darkInk(random), random.between(0.15, 0.5), 4)),
  'pen stroke': overlay(penStroke),
  'stamp line': overlay(stampLine),
  cut: overlay(cut),
  specks: overlay(specks),
  smear,
};

/** Where a zone is hit: mostly where no check digit would notice. A filler is hit as seldom as dirt seeks one out. */
export function pickTarget(format: ZoneFormat, lines: readonly string[], random: Random) {
  const nameLine = format === 'TD1' ? 2 : 0;
  const line = random.chance(0.75) ? nameLine : random.integer(0, lines.length - 1);
  const columns = [...(lines[line] ?? '')].flatMap((character, column) =>
    character !== '<' || random.chance(0.03) ? [column] : [],
  );
  return { line, column: random.pick(columns) };
}

export const damageAt = (
  page: Buffer,
  widthPx: number,
  format: ZoneFormat,
  at: { line: number; column: number },
  paper: string,
  damage: Damage,
  random: Random,
): Promise<Buffer> => damage(page, cellAt(format, at.line, at.column, widthPx), paper, random);
