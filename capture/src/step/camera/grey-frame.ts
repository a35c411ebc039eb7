/** A part of a picture, in its pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Brightness from 0 to 255, row by row. */
export interface GreyFrame {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** Draws a part of the camera's present picture, scaled, and reads its brightness; null where the browser has no canvas for it. */
export const drawGrey = (
  canvas: HTMLCanvasElement,
  video: HTMLVideoElement,
  from: Rectangle,
  width: number,
  height: number,
): GreyFrame | null => {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(video, from.x, from.y, from.width, from.height, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let index = 0; index < grey.length; index += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(index * 4, index * 4 + 3);
    grey[index] = (red * 299 + green * 587 + blue * 114) / 1_000;
  }
  return { width, height, grey };
};

/** Brightness. */
export const mean = (grey: Uint8Array): number => grey.reduce((sum, value) => sum + value, 0) / grey.length;

/** How far brightness spreads around its mean. */
export const deviation = (grey: Uint8Array): number => {
  const centre = mean(grey);
  return Math.sqrt(grey.reduce((sum, value) => sum + (value - centre) ** 2, 0) / grey.length);
};

/** How much has changed since the frame before, from pixel to pixel. */
export const motion = (now: GreyFrame, before: GreyFrame | null): number => {
  if (before === null || before.grey.length !== now.grey.length) return 0;
  return (
    now.grey.reduce((sum, value, index) => sum + Math.abs(value - (before.grey[index] ?? value)), 0) / now.grey.length
  );
};
