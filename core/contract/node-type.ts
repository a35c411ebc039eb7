import { z } from 'zod';
import { localized } from '../localized.ts';

/** One entry of the node catalogue: what a graph's node of this type may say. */
export const nodeTypeDescription = z.object({
  type: z.string(),
  mode: z
    .enum(['interactive', 'automatic', 'waiting', 'terminal'])
    .describe('Whose turn it is at the node: a person’s, ours at once, something outside’s; or the end.'),
  category: z.enum(['capture', 'check', 'decision', 'message', 'end']),
  label: localized,
  description: localized,
  isCheck: z.boolean().describe('Counts as a check for the rule that no approved end is reachable without one.'),
  maxAttempts: z.int().describe('How often a node of this type may be attempted, unless the node says otherwise.'),
  configSchema: z.record(z.string(), z.unknown()).describe('JSON Schema (2020-12) of a node’s `config`.'),
});

export type NodeTypeDescription = z.infer<typeof nodeTypeDescription>;

export const nodeTypeList = z.object({ items: z.array(nodeTypeDescription) });
