import sharp from 'sharp';
import type { Random } from '../../scripts/train-reader/random.ts';
import type { DocumentTruth } from './people.ts';

/**
 * A second hand, on purpose unlike page.ts: the zone is set by Pango as whole lines and made bolder or thinner pixel by pixel,
 * the paper is speckled, the text above is monospaced and dense, margins and sizes follow no standard.
 */
export async function drawOtherPage(truth: DocumentTruth, random: Random): Promise<Buffer> {
  const width = 1800;
  const height = Math.round(width * (truth.lines.length === 3 ? 0.63 : random.between(0.68, 0.74)));
  const columns = columnsOf(truth);
  const zoneWidth = width * random.between(0.82, 0.93);
  const step = zoneWidth / columns;
  const spacing = step * random.between(1.9, 2.7);
  const left = Math.round((width - zoneWidth) * random.between(0.3, 0.7));
  const bottom = height - Math.round(step * random.between(1.6, 3));
  const ink = await zoneMask(truth, Math.round(zoneWidth), spacing, random);
  const paper = await drawPaper(width, height, truth, bottom - ink.height, random);
  const pixels = paper.pixels;
  const darkness = random.between(0.65, 0.97);
  const dropout = random.chance(0.4) ? random.between(0.1, 0.4) : 0;
  for (let y = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++) {
      const cover = (ink.mask[y * ink.width + x] ?? 0) / 255;
      if (cover < 0.02) continue;
      const at = ((bottom - ink.height + y) * width + left + x) * 3;
      const strength = cover * darkness * (1 - dropout * random.next());
      for (let channel = 0; channel < 3; channel++)
        pixels[at + channel] = (pixels[at + channel] ?? 0) * (1 - strength) + 18 * strength;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

const columnsOf = (truth: DocumentTruth): number => truth.lines[0]?.length ?? 44;

interface Mask {
  mask: Uint8Array;
  width: number;
  height: number;
}

/** The lines of the zone as cover, 0 to 255. */
async function zoneMask(truth: DocumentTruth, width: number, spacing: number, random: Random): Promise<Mask> {
  const family = random.pick(['OCR B', 'OCR B', 'OCR B S']);
  const lineHeight = Math.round(spacing);
  const height = lineHeight * truth.lines.length;
  const mask = new Uint8Array(width * height);
  // Blurring and cutting at another level than the half makes strokes bolder or thinner and rounds their ends.
  const softness = 0.06 * (width / columnsOf(truth));
  const level = random.between(0.2, 0.62);
  const squash = random.between(0.86, 1.14);
  const border = { top: 4, bottom: 4, left: 0, right: 0, background: '#000' };
  for (const [row, line] of truth.lines.entries()) {
    const text = line.replaceAll('<', '&lt;');
    const drawn = await sharp({ text: { text: `<span>${text}</span>`, font: `${family} 60`, dpi: 150, rgba: false } })
      .png()
      .toBuffer();
    const plain = sharp(drawn).greyscale();
    const size = await plain.metadata();
    const letterHeight = Math.round(((size.height ?? 1) * width * squash) / (size.width ?? 1));
    const fitted = await plain.resize(width, letterHeight, { fit: 'fill' }).extend(border).png().toBuffer();
    const redrawn = sharp(fitted)
      .blur(softness)
      .linear(4, 128 - 4 * 255 * level);
    const { data, info } = await redrawn.greyscale().raw().toBuffer({ resolveWithObject: true });
    // The first line of a passport ends in fillers, which are lower than letters: lines are set on their middle.
    const top = Math.round(lineHeight * (row + 0.5) - info.height / 2);
    for (let y = 0; y < info.height && top + y < height; y++) {
      for (let x = 0; x < info.width; x++)
        mask[(top + y) * width + x] = data[(y * info.width + x) * info.channels] ?? 0;
    }
  }
  return { mask, width, height };
}

async function drawPaper(width: number, height: number, truth: DocumentTruth, textEnd: number, random: Random) {
  const tint = random.pick(['#efe6d2', '#dfe9ee', '#f4f4f4', '#e9dfe6', '#d5e2d3']);
  const rings = Array.from({ length: 30 }, (_, i) => {
    const radius = (i + 1) * width * 0.03;
    return `<circle cx="${width * 0.62}" cy="${height * 0.75}" r="${radius}" fill="none" stroke="#9a8fb0" stroke-opacity="0.35" stroke-width="${random.between(1, 3)}"/>`;
  });
  const text = Array.from({ length: 9 }, (_, i) => {
    const words = [
      truth.familyName,
      truth.givenNames,
      truth.number,
      truth.state,
      truth.expiryDate,
      'AUTHORITY',
      'TYPE',
    ];
    const line = Array.from({ length: 5 }, () => random.pick(words))
      .join(' ')
      .slice(0, 40);
    return `<text x="${width * 0.34}" y="${height * 0.12 + (i * textEnd * 0.8) / 10}" font-family="DejaVu Sans Mono" font-size="${width * 0.018}" fill="#222">${line}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="${tint}"/>${rings.join('')}
    <rect x="${width * 0.05}" y="${height * 0.12}" width="${width * 0.25}" height="${textEnd * 0.7}" fill="#8c8c96"/>
    <circle cx="${width * 0.175}" cy="${height * 0.12 + textEnd * 0.25}" r="${width * 0.06}" fill="#cfa98a"/>
    ${text.join('')}</svg>`;
  const { data } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const speckle = random.between(0, 10);
  const pixels = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++)
    pixels[i] = Math.max(0, Math.min(255, (data[i] ?? 0) + speckle * random.normal()));
  return { pixels };
}
