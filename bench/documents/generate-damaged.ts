import sharp from 'sharp';
import { createRandom, type Random } from '../../scripts/train-reader/random.ts';
import { conditions } from './conditions.ts';
import { damageAt, damages, pickTarget } from './damage.ts';
import { type Cell, cellAt, drawPage, randomStyle } from './page.ts';
import { type DocumentTruth, inventDocument } from './people.ts';
import { formatOf, pageWidthPx, type Specimen } from './specimen.ts';

/** The damage is on the page, so it is seen as the page is: sharp, soft, noisy, turned. */
const seenAs = ['clean', 'clean', 'blur 1.2', 'noise 25', 'rotated 5', 'jpeg 40', 'perspective', 'mixed'] as const;

/** Documents of which one character is spoilt, `perKind` for every kind of damage. */
export async function* generateDamaged(seed: number, perKind: number): AsyncGenerator<Specimen> {
  for (const [k, [kind, damage]] of Object.entries(damages).entries()) {
    for (let i = 0; i < perKind; i++) {
      const base = seed * 1_000_003 + 500_009 + k * 1009 + i;
      const random = createRandom(base);
      const format = formatOf(i);
      const truth = inventDocument(random, format);
      const style = randomStyle(random);
      const at = pickTarget(format, truth.lines, random);
      const draw = (lines: string[]) => drawPage({ ...truth, lines }, style, pageWidthPx, createRandom(base + 1));
      const page = await damageAt(await draw(truth.lines), pageWidthPx, format, at, style.paper, damage, random);
      const bytes = await pickCondition(random)(page, random);
      const cell = cellAt(format, at.line, at.column, pageWidthPx);
      const differenceFrom = async (letter: string) =>
        difference(page, await draw(withLetter(truth, at, letter)), cell);
      const name = `${kind} ${i + 1} ${format}`;
      yield { name, condition: kind, format, lines: truth.lines, bytes, damage: { ...at, differenceFrom } };
    }
  }
}

function pickCondition(random: Random) {
  const condition = conditions[random.pick(seenAs)];
  if (!condition) throw new Error('A condition that damage is seen under does not exist any more: see conditions.ts.');
  return condition;
}

const withLetter = ({ lines }: DocumentTruth, at: { line: number; column: number }, letter: string): string[] =>
  lines.map((line, i) => (i === at.line ? line.slice(0, at.column) + letter + line.slice(at.column + 1) : line));

/** Share of its box that the ink of a middling letter covers. */
const inkShare = 0.25;

async function difference(one: Buffer, other: Buffer, cell: Cell): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((page) => cutCell(page, cell)));
  if (!a || !b) throw new Error('Two pages were given and two were not cut.');
  const contrast = Math.max(...b) - Math.min(...b);
  const sum = a.reduce((total, value, i) => total + Math.abs(value - (b[i] ?? 0)), 0);
  return sum / (contrast * a.length * inkShare);
}

async function cutCell(page: Buffer, { x, y, width, height }: Cell): Promise<Uint8Array> {
  const box = {
    left: Math.round(x - width / 2),
    top: Math.round(y - 0.7 * height),
    width: Math.round(width),
    height: Math.round(1.4 * height),
  };
  return new Uint8Array(await sharp(page).extract(box).greyscale().raw().toBuffer());
}
