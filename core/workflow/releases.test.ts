import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { canonicalize } from './canonical.ts';
import type { RunEvent } from './event.ts';
import { graph } from './graph.ts';
import { replay } from './replay.ts';

// What a release wrote replays for ever, byte for byte: a change of the engine that breaks this breaks every customer's
// proof. The files are made once for each release (npm run keep:release) and never again.

const folder = join(import.meta.dirname, 'test/releases');
const kept = z.object({
  version: z.string(),
  lives: z.array(z.object({ graph, events: z.array(z.custom<RunEvent>()), run: z.string() })),
});

const files = readdirSync(folder).filter((name) => name.endsWith('.json.gz'));

test('logs of releases are kept', () => assert.ok(files.length > 0));

for (const name of files) {
  test(`the logs of ${name.replace('.json.gz', '')} replay to the runs that were made of them`, () => {
    const { lives } = kept.parse(JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()));
    for (const [index, { graph: source, events, run }] of lives.entries()) {
      const replayed = replay(source, events);
      assert.ok(replayed.ok, `life ${index}`);
      assert.equal(canonicalize(replayed.value), run, `life ${index}`);
    }
  });
}
