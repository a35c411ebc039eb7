/** A picture in grey, row by row, 0 black to 255 white; `grey.length === width * height`. */
export interface GreyImage {
  width: number;
  height: number;
  grey: Uint8Array;
}

/** Brightness at a place between pixels, by bilinear weights; outside the picture the nearest edge pixel counts. */
export function brightnessAt(image: GreyImage, x: number, y: number): number {
  const { width, height, grey } = image;
  const cx = x < 0 ? 0 : Math.min(x, width - 1.001);
  const cy = y < 0 ? 0 : Math.min(y, height - 1.001);
  const left = cx | 0;
  const top = cy | 0;
  const fx = cx - left;
  const fy = cy - top;
  const at = top * width + left;
  const upper = (grey[at] ?? 0) * (1 - fx) + (grey[at + 1] ?? 0) * fx;
  const lower = (grey[at + width] ?? 0) * (1 - fx) + (grey[at + width + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}

/**
 * A flat map from one picture's places to another's: `x' = xx * x + xy * y + x0`, `y' = yx * x + yy * y + y0`.
 * Pictures that are cut, shrunk or turned carry one, so that a place found in them is known in the original.
 */
export interface PlaceMap {
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

export function mapPlace(map: PlaceMap, x: number, y: number): { x: number; y: number } {
  return { x: map.xx * x + map.xy * y + map.x0, y: map.yx * x + map.yy * y + map.y0 };
}

/** The picture with its longer side at most `longest`, each pixel the average of what it covers. Smaller pictures come back as they are. */
export function shrink(image: GreyImage, longest: number): GreyImage {
  const factor = Math.max(image.width, image.height) / longest;
  if (factor <= 1) return image;
  const width = Math.max(1, Math.round(image.width / factor));
  const height = Math.max(1, Math.round(image.height / factor));
  const grey = new Uint8Array(width * height);
  const columns = edgesOf(image.width, width);
  const rows = edgesOf(image.height, height);
  const sums = new Uint32Array(width);
  for (let row = 0; row < height; row++) {
    const top = rows[row] ?? 0;
    const foot = rows[row + 1] ?? 0;
    sums.fill(0);
    for (let y = top; y < foot; y++) addRow(image.grey, y * image.width, columns, sums);
    for (let column = 0; column < width; column++) {
      const count = ((columns[column + 1] ?? 0) - (columns[column] ?? 0)) * (foot - top);
      grey[row * width + column] = Math.round((sums[column] ?? 0) / Math.max(1, count));
    }
  }
  return { width, height, grey };
}

/** Where each of `count` equal parts of a length begins, to whole pixels by their middles, and the end of the last. */
function edgesOf(length: number, count: number): Int32Array {
  return Int32Array.from({ length: count + 1 }, (_, part) => Math.ceil((part * length) / count - 0.5));
}

function addRow(grey: Uint8Array, start: number, columns: Int32Array, sums: Uint32Array): void {
  let x = 0;
  for (let column = 0; column < sums.length; column++) {
    const end = columns[column + 1] ?? 0;
    let sum = 0;
    for (; x < end; x++) sum += grey[start + x] ?? 0;
    sums[column] = (sums[column] ?? 0) + sum;
  }
}

/** The picture turned and scaled about its middle, with the map from the new places to the old ones. Corners beyond the old picture repeat its edge. */
export function turn(image: GreyImage, angle: number, scale: number): { image: GreyImage; map: PlaceMap } {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const width = Math.ceil((Math.abs(image.width * cos) + Math.abs(image.height * sin)) * scale);
  const height = Math.ceil((Math.abs(image.width * sin) + Math.abs(image.height * cos)) * scale);
  const xx = cos / scale;
  const xy = -sin / scale;
  const yx = sin / scale;
  const yy = cos / scale;
  const x0 = image.width / 2 - (xx * width + xy * height) / 2;
  const y0 = image.height / 2 - (yx * width + yy * height) / 2;
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      grey[y * width + x] = brightnessAt(image, xx * x + xy * y + x0, yx * x + yy * y + y0);
    }
  }
  return { image: { width, height, grey }, map: { xx, xy, x0, yx, yy, y0 } };
}

export function invert(image: GreyImage): GreyImage {
  return { ...image, grey: image.grey.map((value) => 255 - value) };
}
