import sharp from 'sharp';
import type { ZoneFormat } from '../../core/document/zone-format.ts';
import type { Random } from '../../scripts/train-reader/random.ts';
import type { DocumentTruth } from './people.ts';

/** How a page is printed. `weight` is a stroke added to the glyphs in steps of the line, negative to make them thinner. */
export interface PrintStyle {
  weight: number;
  family: 'OCR B' | 'OCR B S';
  ink: string;
  paper: string;
  guilloche: string;
  aspect: number;
  slantDegrees: number;
  characterJitter: number;
}

/** Width and height of the page, left margin and base lines of the zone, and the step, all in millimetres (ICAO 9303-4 to 9303-7). */
const pages: Record<ZoneFormat, { width: number; height: number; left: number; baseLines: number[] }> = {
  TD1: { width: 85.6, height: 54, left: 5, baseLines: [37, 43.3, 49.6] },
  TD2: { width: 105, height: 74, left: 6.2, baseLines: [62.4, 68.7] },
  TD3: { width: 125, height: 88, left: 6.6, baseLines: [76.4, 82.8] },
  'MRV-A': { width: 120, height: 80, left: 4.4, baseLines: [68.4, 74.8] },
  'MRV-B': { width: 105, height: 74, left: 6.2, baseLines: [62.4, 68.7] },
};
const stepMm = 2.54;
/** Advance of the font in units of its size. */
const advance = 0.723;

export function randomStyle(random: Random): PrintStyle {
  const paper = random.pick(['#fbfaf5', '#f3ead9', '#e4eef5', '#f6e2e6', '#e6f2e0', '#ffffff', '#d9d9e2']);
  return {
    weight: random.between(-0.045, 0.075),
    family: random.pick(['OCR B', 'OCR B', 'OCR B S']),
    ink: random.pick(['#101010', '#202028', '#1a1a3a', '#000000', '#333333']),
    paper,
    guilloche: random.pick(['#c9b48f', '#9fbfd6', '#c7a6b4', '#a9c49a', '#b9b9c9']),
    aspect: random.between(0.88, 1.12),
    slantDegrees: random.chance(0.3) ? random.between(-5, 5) : 0,
    characterJitter: random.chance(0.4) ? random.between(0, 0.03) : 0,
  };
}

/** The box of a character in pixels: its middle, the step to the next character and the height of a capital. */
export interface Cell {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function cellAt(format: ZoneFormat, line: number, column: number, widthPx: number): Cell {
  const page = pages[format];
  const scale = widthPx / page.width;
  return {
    x: (page.left + (column + 0.5) * stepMm) * scale,
    // A capital of this font is as high as its step is wide.
    y: ((page.baseLines[line] ?? 0) - stepMm / 2) * scale,
    width: stepMm * scale,
    height: stepMm * scale,
  };
}

/** Draws the page of a document as an image of the given width. */
export async function drawPage(
  truth: DocumentTruth,
  style: PrintStyle,
  widthPx: number,
  random: Random,
): Promise<Buffer> {
  const page = pages[truth.format];
  const scale = widthPx / page.width;
  const heightPx = Math.round(page.height * scale);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${page.width} ${page.height}">
    <rect width="100%" height="100%" fill="${style.paper}"/>
    ${guilloche(page, style, random)}
    ${portrait(page, random)}
    ${visualZone(truth, page)}
    ${zone(truth, style, random)}
  </svg>`;
  return sharp(Buffer.from(svg)).flatten({ background: '#ffffff' }).png({ compressionLevel: 1 }).toBuffer();
}

interface PageSize {
  width: number;
  height: number;
}

function guilloche(page: PageSize, style: PrintStyle, random: Random): string {
  const count = random.integer(5, 14);
  const wave = (offset: number) => {
    const points: string[] = [];
    const swing = random.between(1, 6);
    const length = random.between(4, 14);
    for (let x = 0; x <= page.width; x += 1)
      points.push(`${x},${(offset + swing * Math.sin(x / length + offset)).toFixed(2)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${style.guilloche}" stroke-width="${random.between(0.12, 0.3).toFixed(2)}"/>`;
  };
  return Array.from({ length: count }, (_, i) => wave(((i + 0.5) * page.height) / count)).join('');
}

/** A head and shoulders of plain shapes, drawn for this purpose. */
function portrait(page: PageSize, random: Random): string {
  const width = page.height * 0.32;
  const x = page.width * 0.05;
  const y = page.height * 0.2;
  const skin = random.pick(['#d9b08c', '#8d5a3b', '#f0cdb0', '#b07b52']);
  const hair = random.pick(['#2a1d14', '#6b4a2b', '#b8a27a', '#111111']);
  const middle = x + width / 2;
  return `<rect x="${x}" y="${y}" width="${width}" height="${width * 1.25}" fill="#c3ccd4"/>
    <ellipse cx="${middle}" cy="${y + width * 0.5}" rx="${width * 0.3}" ry="${width * 0.38}" fill="${hair}"/>
    <ellipse cx="${middle}" cy="${y + width * 0.58}" rx="${width * 0.23}" ry="${width * 0.32}" fill="${skin}"/>
    <path d="M ${x} ${y + width * 1.25} q ${width * 0.5} ${-width * 0.55} ${width} 0 z" fill="#39465a"/>`;
}

function visualZone(truth: DocumentTruth, page: PageSize): string {
  const x = page.width * 0.05 + page.height * 0.37;
  const size = page.height * 0.038;
  const title = truth.format.startsWith('MRV')
    ? 'VISA'
    : truth.format === 'TD3'
      ? 'PASSPORT / PASSEPORT'
      : 'IDENTITY CARD';
  const rows = [
    ['Surname / Nom', truth.familyName],
    ['Given names / Prénoms', truth.givenNames],
    ['Nationality / Nationalité', truth.nationality],
    ['Date of birth / Date de naissance', truth.birthDate.replace(/(..)(..)(..)/, '$3.$2.$1')],
    ['Date of expiry', truth.expiryDate.replace(/(..)(..)(..)/, '$3.$2.$1')],
  ];
  const lines = rows.map(([label, value], i) => {
    const y = page.height * 0.22 + i * size * 2.15;
    return `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-size="${size * 0.55}" fill="#555">${label}</text>
      <text x="${x}" y="${y + size}" font-family="DejaVu Sans" font-size="${size}" fill="#111">${value}</text>`;
  });
  return `<text x="${page.width * 0.05}" y="${page.height * 0.11}" font-family="DejaVu Sans" font-weight="bold" font-size="${size * 1.3}" fill="#234">${title} ${truth.state}</text>${lines.join('')}`;
}

/** The zone, character by character so that steps are exact; a stroke in ink thickens, one in paper colour thins. */
function zone(truth: DocumentTruth, style: PrintStyle, random: Random): string {
  const page = pages[truth.format];
  const size = stepMm / advance;
  const stroke = style.weight >= 0 ? style.ink : style.paper;
  const width = Math.abs(style.weight) * stepMm;
  const jitter = () => random.normal() * style.characterJitter * stepMm;
  const characters = truth.lines.flatMap((line, row) =>
    [...line].map((character, column) => {
      const x = page.left + column * stepMm + jitter();
      const y = (page.baseLines[row] ?? 0) + jitter() * 0.7;
      const shape = `translate(${x.toFixed(3)} ${y.toFixed(3)}) skewX(${style.slantDegrees.toFixed(2)}) scale(1 ${style.aspect.toFixed(3)})`;
      return `<text transform="${shape}">${character === '<' ? '&lt;' : character}</text>`;
    }),
  );
  return `<g font-family="${style.family}" font-size="${size}" fill="${style.ink}" stroke="${stroke}" stroke-width="${width.toFixed(3)}" stroke-linejoin="round">${characters.join('')}</g>`;
}
