/** What the load generator is told at its start. */
export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** One for each session; its link's token and the attempt that comes next. */
  readonly tokens: readonly string[];
  readonly body: { readonly node: string; readonly input: unknown };
}

export type LoadRequest =
  | { readonly kind: 'open'; readonly options: LoadOptions }
  | { readonly kind: 'run'; readonly seconds: number; readonly perSecond: number | null };

export interface LoadAnswer {
  readonly latenciesMs: number[];
  readonly failed: number;
  /** What the first failed request was answered. */
  readonly firstFailure: string | null;
  readonly seconds: number;
  readonly cpuSeconds: number;
}
