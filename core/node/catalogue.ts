import { z } from 'zod';
import { condition } from './condition.ts';
import { consent } from './consent.ts';
import type { AnyNodeType } from './define-node-type.ts';
import { document } from './document.ts';
import { end } from './end.ts';
import { form } from './form.ts';
import { handoff } from './handoff.ts';
import { http } from './http.ts';
import type { FieldDeclaration, NodeType, OutcomeDeclaration } from './node-type.ts';
import { notify } from './notify.ts';
import { script } from './script.ts';
import { selfie } from './selfie.ts';
import { wait } from './wait.ts';

/** Every node type there is. */
export const nodeTypes: readonly AnyNodeType[] = [
  form,
  consent,
  document,
  selfie,
  handoff,
  http,
  wait,
  condition,
  script,
  notify,
  end,
];

const byName: ReadonlyMap<string, AnyNodeType> = new Map(nodeTypes.map((type) => [type.type, type]));

export const findNodeType = (type: string): AnyNodeType | undefined => byName.get(type);

/** A node type as the catalogue endpoint, the builder and the documentation read it. Plain JSON. */
export interface NodeTypeDescription extends Pick<NodeType<never>, DescribedMember> {
  /** JSON Schema, 2020-12, of a config as it is written: members with a default may be left out. */
  readonly config: object;
  /** Of the example; a deciding node has an outcome for each of its cases besides. */
  readonly outcomes: readonly OutcomeDeclaration[];
  /** Of the example; a form has a field for each of its questions. */
  readonly fields: readonly FieldDeclaration[];
}

type DescribedMember = 'type' | 'mode' | 'category' | 'label' | 'description' | 'example' | 'maxAttempts' | 'isCheck';

export const describeCatalogue = (): NodeTypeDescription[] => nodeTypes.map(describeNodeType);

function describeNodeType(described: AnyNodeType): NodeTypeDescription {
  const { type, mode, category, label, description, example, maxAttempts, isCheck } = described;
  const bound = described.bind(example);
  if (!bound.ok) throw new Error(`The example of the node type ${type} does not fit its schema.`);
  const { outcomes, fields } = bound.value;
  const config = z.toJSONSchema(described.config, { io: 'input' });
  return { type, mode, category, label, description, example, maxAttempts, isCheck, config, outcomes, fields };
}
