import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validate, version } from 'uuid';
import { causedId } from './caused-id.ts';

const at = new Date('2031-05-01T12:00:00.000Z');

describe('the id of a cause', () => {
  it('is the same for the same cause, and a uuid v7', () => {
    const id = causedId(at, ['session', 3, 'endpoint']);
    assert.equal(id, causedId(at, ['session', 3, 'endpoint']));
    assert.ok(validate(id));
    assert.equal(version(id), 7);
  });

  it('differs where any part or the time differs', () => {
    const ids = [
      causedId(at, ['a', 'b']),
      causedId(at, ['ab']),
      causedId(at, ['a', 'b', '']),
      causedId(at, ['a', 1]),
      causedId(at, ['a', '1']),
      causedId(new Date(at.getTime() + 1), ['a', 'b']),
    ];
    assert.equal(new Set(ids).size, ids.length);
  });

  it('lies in the order of time', () => {
    const ids = Array.from({ length: 50 }, (_, index) => causedId(new Date(at.getTime() + index * 7), ['x', index]));
    assert.deepEqual(ids, ids.toSorted());
  });
});
