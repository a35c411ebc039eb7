import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createActivations, layerSizes, networkShape, runNetwork } from './network.ts';
import { patchSize } from './patch.ts';
import { type PackedWeights, unpackWeights } from './weight-text.ts';
import { packedWeights } from './weights.ts';

test('the stored weights fill every layer of the network', () => {
  const weights = unpackWeights(packedWeights);
  for (const [layer, values] of Object.entries(weights)) {
    assert.equal(values.length, layerSizes[layer as keyof typeof layerSizes]);
    assert.ok(values.some((value: number) => value !== 0));
  }
});

test('bytes are signed and multiplied by the scale', () => {
  const bias = {
    scale: 0.5,
    bytes: Buffer.from(Int8Array.from({ length: 12 }, (_, i) => i - 6).buffer).toString('base64'),
  };
  const weights = unpackWeights({ ...packedWeights, firstBias: bias });
  assert.deepEqual([...weights.firstBias], [-3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5]);
});

test('a layer of the wrong size is refused by name', () => {
  const short: PackedWeights = { ...packedWeights, outputBias: { scale: 1, bytes: 'AAAA' } };
  assert.throws(() => unpackWeights(short), /outputBias hold 3 values and the network has 76/);
});

test('the network answers with probabilities that add up to 1', () => {
  const state = createActivations();
  runNetwork(unpackWeights(packedWeights), new Float32Array(patchSize).fill(0.1), state);
  assert.equal(state.output.length, networkShape.outputs);
  const total = state.output.reduce((sum, value) => sum + Math.exp(value), 0);
  assert.ok(Math.abs(total - 1) < 1e-4, `${total}`);
});
