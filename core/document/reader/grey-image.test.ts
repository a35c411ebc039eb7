import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brightnessAt, type GreyImage, invert, mapPlace, shrink, turn } from './grey-image.ts';

const ramp: GreyImage = { width: 4, height: 2, grey: Uint8Array.from([0, 10, 20, 30, 40, 50, 60, 70]) };

test('brightness between pixels is weighted, and beyond the edge it is that of the edge', () => {
  assert.equal(brightnessAt(ramp, 1, 0), 10);
  assert.equal(brightnessAt(ramp, 0.5, 0.5), 25);
  assert.equal(Math.round(brightnessAt(ramp, -5, -5)), 0);
  assert.equal(Math.round(brightnessAt(ramp, 99, 99)), 70);
});

test('shrinking averages what a pixel covers and never enlarges', () => {
  assert.deepEqual(shrink(ramp, 2), { width: 2, height: 1, grey: Uint8Array.from([25, 45]) });
  assert.equal(shrink(ramp, 4), ramp);
});

test('a turned picture knows where its places came from', () => {
  const image: GreyImage = { width: 60, height: 40, grey: new Uint8Array(2400) };
  image.grey[10 * 60 + 20] = 255;
  for (const angle of [0, 0.3, Math.PI / 2, -1.2]) {
    const turned = turn(image, angle, 2);
    const brightest = turned.image.grey.indexOf(Math.max(...turned.image.grey));
    const place = mapPlace(turned.map, brightest % turned.image.width, Math.floor(brightest / turned.image.width));
    assert.ok(Math.hypot(place.x - 20, place.y - 10) < 1, `at ${angle}: ${place.x}, ${place.y}`);
  }
});

test('inverting swaps dark and bright', () => {
  assert.deepEqual([...invert(ramp).grey.subarray(0, 2)], [255, 245]);
});
