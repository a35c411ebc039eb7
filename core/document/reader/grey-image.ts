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
  const sums = new Float32Array(width * height);
  const counts = new Float32Array(width * height);
  const columnOf = Int32Array.from({ length: image.width }, (_, x) =>
    Math.min(width - 1, Math.floor(((x + 0.5) * width) / image.width)),
  );
  for (let y = 0; y < image.height; y++) {
    const row = Math.min(height - 1, Math.floor(((y + 0.5) * height) / image.height)) * width;
    const start = y * image.width;
    for (let x = 0; x < image.width; x++) {
      const at = row + (columnOf[x] ?? 0);
      sums[at] = (sums[at] ?? 0) + (image.grey[start + x] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return { width, height, grey: Uint8Array.from(sums, (sum, at) => Math.round(sum / Math.max(1, counts[at] ?? 1))) };
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
