import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { z } from 'zod';
import type { OneKosmosRoute } from './route.ts';
import { routes } from './routes.ts';
import { openPlace } from './test/place.ts';

const row = z
  .tuple([z.coerce.number(), z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])])
  .rest(z.string())
  .transform(([number, method, path = '', ...columns]) => {
    const [required = '', optional = '', requires = '', accepts = '', levels = '', permissions = ''] = columns.map(
      (text) => (text === '-' ? '' : text),
    );
    return { number, method, path, listed: { required, optional }, requires, accepts, levels, permissions };
  });

const [source = '', head = '', ...lines] = (await readFile(new URL('./test/endpoints.tsv', import.meta.url), 'utf8'))
  .trim()
  .split('\n');
const documented = lines.map((line) => row.parse(line.split('\t')));
const { app } = await openPlace();

const toPath = (url: string): string => url.replaceAll(/:(\w+)\??/g, '{$1}');

const seen = ({ number, method, url, requires, accepts, levels, permissions }: OneKosmosRoute) => ({
  ...{ number, method, path: toPath(url), requires, accepts },
  levels: levels.join(','),
  permissions: permissions.join(','),
});

test('the table names its source, and 33 endpoints', () => {
  assert.match(source, /^# .*vendor's public document/);
  assert.match(head, /^number\tmethod\tpath/);
  assert.deepEqual(
    documented.map(({ number }) => number),
    Array.from({ length: 33 }, (_, index) => index + 1),
  );
});

test('the server has every endpoint of the table and no other, with its headers, levels and permissions', () => {
  assert.deepEqual(
    routes.map(seen),
    documented.map(({ listed: _, ...rest }) => rest),
  );
});

test('every endpoint is mounted', () => {
  for (const { method, url } of routes) {
    const [whole, bare] = [url.replace(/\?$/, ''), url.replace(/\/:\w+\?$/, '')];
    for (const each of [whole, bare]) {
      assert.ok(app.hasRoute({ method, url: `/onekosmos/workflowapi${each}` }), `${method} ${each}`);
    }
  }
});

describe('what the table settles departs from what is listed only so far:', () => {
  for (const { number, listed, requires, accepts } of documented) {
    test(`endpoint ${number} takes every header that is listed, and needs the two of the encryption where they are`, () => {
      for (const letter of listed.required + listed.optional) assert.ok((requires + accepts).includes(letter), letter);
      for (const letter of listed.required) {
        if ('RP'.includes(letter)) assert.ok(requires.includes(letter), letter);
      }
    });
  }
});
