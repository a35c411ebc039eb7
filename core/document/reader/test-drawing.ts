import type { GreyImage } from './grey-image.ts';

/** A bar of ink for tests: middle, size. */
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Draws dark bars on bright paper, the whole drawing turned about its middle; each pixel asks whether it lies in a bar. */
export function drawBars(size: { width: number; height: number }, bars: readonly Bar[], angle = 0): GreyImage {
  const grey = new Uint8Array(size.width * size.height).fill(220);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const dx = x - size.width / 2;
      const dy = y - size.height / 2;
      const u = dx * cos + dy * sin + size.width / 2;
      const v = -dx * sin + dy * cos + size.height / 2;
      const isInk = bars.some((bar) => Math.abs(u - bar.x) <= bar.width / 2 && Math.abs(v - bar.y) <= bar.height / 2);
      if (isInk) grey[y * size.width + x] = 30;
    }
  }
  return { ...size, grey };
}

/** Bars where the characters of a text would be: `columns` by `rows`, from a first place on. */
export function barLines(columns: number, rows: number, step = 14, rowStep = 40): Bar[] {
  return Array.from({ length: columns * rows }, (_, i) => ({
    x: 60 + (i % columns) * step,
    y: 120 + Math.floor(i / columns) * rowStep,
    // Widths differ as those of letters do.
    width: 5 + (i % 3),
    height: 16,
  }));
}
