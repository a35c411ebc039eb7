import { createHash } from 'node:crypto';
import { canonicalize } from '@gatehouse/core/workflow/canonical.ts';
import { type Graph, graph } from '@gatehouse/core/workflow/graph.ts';

/** A graph as the database keeps it: canonical JSON text, so that equal graphs have equal bytes. */
export const writeGraph = (source: Graph): string => canonicalize(source);

/** Throws when the text is no graph: it was checked before it was written. */
export const readGraph = (text: string): Graph => graph.parse(JSON.parse(text));

/** SHA-256 of the canonical text. */
export const hashGraph = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();
