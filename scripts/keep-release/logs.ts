import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { canonicalize } from '../../core/workflow/canonical.ts';
import { ENGINE_VERSION } from '../../core/workflow/engine-version.ts';
import type { Graph } from '../../core/workflow/graph.ts';
import { anyGraph, live, sequence, tidyGraph } from '../../core/workflow/test/arbitrary.ts';
import { version } from '../../server/version.ts';

/** Lives of runs over all kinds of nodes, with the run that came out of each; and the outcomes that they cover. */
export const makeLogs = (): { readonly bytes: Uint8Array; readonly covered: readonly string[] } => {
  const wanted = 300;
  const seeds = 60_000;
  const lives = [];
  const covered = new Set<string>();
  for (let seed = 1; seed <= seeds; seed += 1) {
    const [source] = fc.sample<Graph>(seed % 3 === 0 ? anyGraph : tidyGraph, { seed, numRuns: 1 });
    const [happenings] = fc.sample(sequence, { seed: seed + 1_000_000, numRuns: 1 });
    if (source === undefined || happenings === undefined) continue;
    const { taken, run } = live(source, happenings);
    if (run === null || taken.length < 2) continue;
    const brought = Object.values(run.results).map(({ type, outcome }) => `${type} ${outcome}`);
    const seen = [...brought, ...taken.map(({ type }) => type), run.state];
    // After the first ones only what brings something new: rare outcomes take many draws.
    if (seen.every((what) => covered.has(what)) && (lives.length >= wanted || taken.length < 5)) continue;
    for (const what of seen) covered.add(what);
    lives.push({ graph: source, events: taken, run: canonicalize(run) });
  }
  const text = JSON.stringify({ version, engineVersion: ENGINE_VERSION, lives });
  return { bytes: gzipSync(text, { level: 9 }), covered: [...covered].toSorted() };
};
