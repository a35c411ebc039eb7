import type { z } from 'zod';
import type { Json } from '../json.ts';
import { fail, ok, type Result } from '../result.ts';
import { findCanonicalProblem } from '../workflow/canonical.ts';

import type { InputError } from '../workflow/event.ts';
import type { NodeResult } from '../workflow/run.ts';
import { inputErrors } from './input-error.ts';
import type {
  FieldDeclaration,
  GivenOutcome,
  HtmlText,
  NodeContext,
  NodeEnd,
  NodeStep,
  NodeType,
  NodeWait,
  OutcomeDeclaration,
  Reference,
  Withdrawal,
} from './node-type.ts';
import type { View } from './view.ts';

/** What a node type says of one config, with the config closed over. */
export interface BoundNode {
  readonly outcomes: readonly OutcomeDeclaration[];
  readonly fields: readonly FieldDeclaration[];
  readonly references: readonly Reference[];
  readonly htmlTexts: readonly HtmlText[];
  readonly isCheck: boolean;
  readonly render?: (context: NodeContext, language: string) => View;
  readonly submit?: (context: NodeContext, input: Json) => Result<NodeStep, readonly InputError[]>;
  readonly decide?: (context: NodeContext) => NodeStep;
  readonly conclude?: (context: NodeContext, evaluation: Json) => NodeStep;
  readonly wait?: NodeWait;
  readonly receive?: (context: NodeContext, given: GivenOutcome) => Result<NodeStep, readonly InputError[]>;
  readonly withdraw?: (result: NodeResult, at: string) => Withdrawal | null;
  readonly end?: NodeEnd;
}

/** A node type without the type of its config, so that all kinds stand in one list. */
export interface AnyNodeType
  extends Pick<
    NodeType<never>,
    'type' | 'mode' | 'category' | 'label' | 'description' | 'returnsBy' | 'maxAttempts' | 'isCheck' | 'example'
  > {
  /** The schema of the config, for its JSON Schema. */
  readonly config: z.ZodType;
  /** Parses a config, once for each object: configs never change. Errors point into the config. */
  bind(config: object): Result<BoundNode, readonly InputError[]>;
}

/** Makes a node type fit for the catalogue. */
export function defineNodeType<Config>(type: NodeType<Config>): AnyNodeType {
  const bound = new WeakMap<object, Result<BoundNode, readonly InputError[]>>();
  return {
    type: type.type,
    mode: type.mode,
    category: type.category,
    label: type.label,
    description: type.description,
    ...(type.returnsBy !== undefined && { returnsBy: type.returnsBy }),
    maxAttempts: type.maxAttempts,
    isCheck: type.isCheck,
    config: type.config,
    example: type.example,
    bind(config) {
      const known = bound.get(config);
      if (known !== undefined) return known;
      const made = bindConfig(type, config);
      bound.set(config, made);
      return made;
    },
  };
}

function bindConfig<Config>(type: NodeType<Config>, source: object): Result<BoundNode, readonly InputError[]> {
  // A schema that calls itself would exhaust the stack on a config that is nested without end.
  const unwritable = findCanonicalProblem(source);
  if (unwritable !== undefined) return fail([unwritable]);
  const parsed = type.config.safeParse(source);
  if (!parsed.success) return fail(inputErrors(parsed.error.issues));
  const config = parsed.data;
  return ok({
    outcomes: type.outcomes(config),
    fields: type.fields(config),
    references: type.references(config),
    htmlTexts: type.htmlTexts?.(config) ?? [],
    isCheck: type.countsAsCheck?.(config) ?? type.isCheck,
    ...(type.render && { render: type.render.bind(type, config) }),
    ...(type.submit && { submit: type.submit.bind(type, config) }),
    ...(type.decide && { decide: type.decide.bind(type, config) }),
    ...(type.conclude && { conclude: type.conclude.bind(type, config) }),
    ...(type.wait && { wait: type.wait(config) }),
    ...(type.receive && { receive: type.receive.bind(type, config) }),
    ...(type.withdraw && { withdraw: type.withdraw.bind(type, config) }),
    ...(type.end && { end: type.end(config) }),
  });
}
