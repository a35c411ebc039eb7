import type { Reason } from '../workflow/run.ts';
import type { NodeStep } from './node-type.ts';

/** A visit that ends by the outcome `error`, with the reason as its verdict. */
export const errorStep = (reason: Reason): NodeStep => ({
  kind: 'conclude',
  outcome: 'error',
  fields: {},
  verdict: { outcome: 'error', score: null, reasons: [{ code: reason.code, sentence: reason.sentence }], evidence: [] },
});

/** An evaluation of another form than the node type knows: a bug, or a log that was tampered with. */
export const evaluationMalformed: NodeStep = errorStep({
  code: 'evaluation_malformed',
  sentence: 'The check answered in an unknown form.',
});
