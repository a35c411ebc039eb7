import { layerSizes, type NetworkWeights } from './network.ts';

/** One layer as text: signed bytes in base64, to be multiplied by `scale`. */
export interface PackedLayer {
  scale: number;
  bytes: string;
}

export type PackedWeights = Record<keyof NetworkWeights, PackedLayer>;

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Opens weights stored as text. Decoded here and not by the platform, because core runs in browsers and servers alike. */
export function unpackWeights(packed: PackedWeights): NetworkWeights {
  const unpack = (layer: keyof NetworkWeights): Float32Array => {
    const values = unpackLayer(packed[layer]);
    if (values.length !== layerSizes[layer])
      throw new Error(`The weights of ${layer} hold ${values.length} values and the network has ${layerSizes[layer]}.`);
    return values;
  };
  return {
    firstFilters: unpack('firstFilters'),
    firstBias: unpack('firstBias'),
    secondFilters: unpack('secondFilters'),
    secondBias: unpack('secondBias'),
    hiddenMatrix: unpack('hiddenMatrix'),
    hiddenBias: unpack('hiddenBias'),
    outputMatrix: unpack('outputMatrix'),
    outputBias: unpack('outputBias'),
  };
}

function unpackLayer({ scale, bytes }: PackedLayer): Float32Array {
  const digitOf = new Map([...base64Digits].map((digit, value) => [digit, value]));
  const text = bytes.replaceAll(/[\s=]/g, '');
  const values = new Float32Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const digit of text) {
    bits = ((bits << 6) | (digitOf.get(digit) ?? 0)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    values[at++] = (((bits >> held) << 24) >> 24) * scale;
  }
  return values;
}
