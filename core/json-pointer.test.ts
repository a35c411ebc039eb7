import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from './json.ts';
import { JSON_POINTER, readPointer } from './json-pointer.ts';

/** The document and the pointers of RFC 6901, section 5, and near misses. */
const document: Json = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};

const found: readonly [pointer: string, value: Json | undefined][] = [
  ['', document],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
  ['/foo/2', undefined],
  ['/foo/00', undefined],
  ['/foo/-', undefined],
  ['/foo/length', undefined],
  ['/constructor', undefined],
  ['/foo/0/0', undefined],
  ['/m~01n', undefined],
];

for (const [pointer, value] of found) {
  test(`the pointer "${pointer}" finds ${value === undefined ? 'nothing' : JSON.stringify(value)}`, () => {
    assert.match(pointer, JSON_POINTER);
    assert.deepEqual(readPointer(document, pointer), value);
  });
}

test('what is no pointer is told from one', () => {
  for (const text of ['foo', '#/foo', '/a~b', '/a~', '/a~2']) assert.doesNotMatch(text, JSON_POINTER);
});
