import type { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';
import type { Localized } from '../localized.ts';
import type { Result } from '../result.ts';
import type { InputError } from '../workflow/event.ts';
import type { Decision, NodeResult, Reason, Run, Verdict } from '../workflow/run.ts';
import type { DesignView, View } from './view.ts';

/**
 * `interactive`: a person acts. `automatic`: decided at once from the run. `waiting`: something outside acts.
 * `terminal`: ends the run. `internal`: automatic, and never shown to a client.
 */
export type NodeMode = 'interactive' | 'automatic' | 'waiting' | 'terminal' | 'internal';

export type NodeCategory = 'capture' | 'check' | 'decision' | 'message' | 'end';

export interface OutcomeDeclaration {
  readonly name: string;
  /** A required outcome without an edge is a finding of `lint`. */
  readonly required: boolean;
  readonly description: string;
}

export interface FieldDeclaration {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'date' | 'object' | 'array';
  readonly description: string;
  /** It must not come back to a page. */
  readonly isSecret?: boolean;
}

/** A place in a node's config that reads data, `nodes.<id>.<field>`, `entity.<member>` or `prefill.<member>`. */
export interface Reference {
  readonly path: string;
  /** A page shows what it finds. */
  readonly isShown?: boolean;
  /** JSON pointer into the config. */
  readonly pointer: string;
}

/** An author's html text; the server removes from it what `allowedHtml` does not name, of a design `allowedDesignHtml`. */
export interface HtmlText {
  readonly html: string;
  readonly isDesign?: boolean;
  /** JSON pointer into the config. */
  readonly pointer: string;
}

export interface NodeContext {
  readonly run: Run;
  readonly nodeId: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Whether the node has an edge for `back`. */
  readonly canGoBack: boolean;
  /** Whether the node has an edge for an outcome. */
  readonly hasEdge: (outcome: string) => boolean;
  /** The time of the event under way: UTC, ISO 8601 with milliseconds. */
  readonly at: string;
}

/** What a node makes of an input, an evaluation or its own turn. */
export type NodeStep =
  | {
      readonly kind: 'conclude';
      readonly outcome: string;
      readonly fields: JsonObject;
      readonly verdict: Verdict | null;
    }
  /** A check has to run in a job; `pending` is kept in the run until its evaluation comes. */
  | { readonly kind: 'evaluate'; readonly check: string; readonly pending: JsonObject }
  /** The person is asked again, told why; without attempts left the node concludes as `exhausted` says. */
  | {
      readonly kind: 'retry';
      readonly reasons: readonly Reason[];
      readonly exhausted: { readonly outcome: string; readonly fields: JsonObject; readonly verdict: Verdict | null };
    };

/** How a waiting node waits. */
export interface NodeWait {
  /** After how long it stops waiting, by the outcome `timeout`; null where only an outside decision ends it. */
  readonly timeoutSeconds: number | null;
  /** What the person is shown meanwhile; null for the page's own words. */
  readonly title: Localized | null;
}

/** What something outside has decided for a waiting node. */
export interface GivenOutcome {
  readonly outcome: string;
  readonly fields: JsonObject;
  readonly reason: string | null;
}

/** What taking back a result makes of it. */
export interface Withdrawal {
  readonly fields: JsonObject;
  /** Whether the run ends by it, where it is not over. */
  readonly endsRun: boolean;
}

/** How a terminal node ends the run. */
export interface NodeEnd {
  readonly decision: Decision | 'needs_review' | null;
  readonly reasons: readonly Reason[];
  /** What the person is shown; null for the page's own words. */
  readonly message: Localized | null;
  /** Whether the person is shown what the session has taken in. */
  readonly showsSummary: boolean;
  readonly design: DesignView | null;
}

/**
 * A kind of node, said once. The engine, the linter, the catalogue endpoint, the builder and the documentation all
 * read it. `Config` is the parsed config.
 */
export interface NodeType<Config> {
  readonly type: string;
  readonly mode: NodeMode;
  readonly category: NodeCategory;
  readonly label: Localized;
  readonly description: Localized;
  readonly config: z.ZodType<Config>;
  /** A config that fits the schema: what a builder starts with and the documentation shows. */
  readonly example: JsonObject;
  /** An outcome that without an edge leads back to the node that the run came from. */
  readonly returnsBy?: string;
  /** Default of a node's `maxAttempts`. */
  readonly maxAttempts: number;
  /** Counts as a check for the rule that no `approved` end is reachable without one. */
  readonly isCheck: boolean;
  /** Where that depends on the config, instead of `isCheck`. */
  countsAsCheck?(config: Config): boolean;
  outcomes(config: Config): readonly OutcomeDeclaration[];
  fields(config: Config): readonly FieldDeclaration[];
  references(config: Config): readonly Reference[];
  /** The html texts of a config. */
  htmlTexts?(config: Config): readonly HtmlText[];
  /** Interactive nodes: what a page must show, in the language asked for. */
  render?(config: Config, context: NodeContext, language: string): View;
  /** Interactive nodes: the person's input. Errors point into the input. */
  submit?(config: Config, context: NodeContext, input: Json): Result<NodeStep, readonly InputError[]>;
  /** Automatic nodes: decided from the run alone. */
  decide?(config: Config, context: NodeContext): NodeStep;
  /** Nodes with a check: the evaluation that the job brought. */
  conclude?(config: Config, context: NodeContext, evaluation: Json): NodeStep;
  /** Waiting nodes. */
  wait?(config: Config): NodeWait;
  /** Waiting nodes: what something outside has decided. Errors point into `GivenOutcome`. */
  receive?(config: Config, context: NodeContext, given: GivenOutcome): Result<NodeStep, readonly InputError[]>;
  /** Nodes whose result the person may take back later; null where there is nothing to take back, or not any more. */
  withdraw?(config: Config, result: NodeResult, at: string): Withdrawal | null;
  /** Terminal nodes. */
  end?(config: Config): NodeEnd;
}
