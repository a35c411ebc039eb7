import { condition } from './condition.ts';
import type { AnyNodeType } from './define-node-type.ts';
import { document } from './document.ts';
import { end } from './end.ts';
import { form } from './form.ts';

/** Every node type there is. */
export const nodeTypes: readonly AnyNodeType[] = [form, document, condition, end];

const byName: ReadonlyMap<string, AnyNodeType> = new Map(nodeTypes.map((type) => [type.type, type]));

export const findNodeType = (type: string): AnyNodeType | undefined => byName.get(type);
