import { atLeast, atMost, type Figure, figure } from '../figures.ts';
import { median } from '../measure/numbers.ts';
import { type Comparison, ratioOf, variantNames } from './submit.ts';

/** What submissions are to reach, as shares of what the bare driver does in the same rounds. */
export const submitAims = { raw: 0.45, rawWithPolicies: 0.55, rawEmbedded: 1.3, p99EmbeddedMs: 100 } as const;

export const submitFigures = (comparison: Comparison): Figure[] => {
  const turns = comparison.turns.get(variantNames.http) ?? [];
  const failed = turns.reduce((sum, turn) => sum + turn.failed, 0);
  const p99Ms = median(turns.map((turn) => turn.p99Ms));
  const name = comparison.engine === 'postgres' ? 'PostgreSQL' : 'embedded';
  const all = [
    figure(`${name}: submissions over HTTP`, `${median(turns.map((turn) => turn.perSecond)).toFixed(0)} /s`),
    atMost(`${name}: failed submissions`, failed, 0, 0),
  ];
  const toRaw = ratioOf(comparison, variantNames.http, variantNames.raw);
  if (comparison.engine === 'postgres') {
    const toPolicies = ratioOf(comparison, variantNames.http, variantNames.rawWithPolicies);
    return [
      ...all,
      atLeast(`${name}: over HTTP, of the raw driver without policies`, toRaw, submitAims.raw),
      atLeast(`${name}: over HTTP, of the raw driver with policies`, toPolicies, submitAims.rawWithPolicies),
      figure(`${name}: p99 at 32 connections`, `${p99Ms.toFixed(0)} ms`),
    ];
  }
  return [
    ...all,
    atLeast(`${name}: over HTTP, of the plain query loop`, toRaw, submitAims.rawEmbedded),
    atMost(`${name}: p99 at 32 connections`, p99Ms, submitAims.p99EmbeddedMs, 0, ' ms'),
  ];
};
