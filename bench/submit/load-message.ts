/** One session that is submitted to, again and again. */
export interface LoadTarget {
  /** The request line and the headers that never change, each line with its end. */
  readonly head: string;
  /** Cut where the number of the attempt stands; in one piece where it stands nowhere. */
  readonly body: readonly string[];
}

/** What the load generator is told at its start. */
export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly targets: readonly LoadTarget[];
}

export type LoadRequest =
  | { readonly kind: 'open'; readonly options: LoadOptions }
  | {
      readonly kind: 'run';
      readonly seconds: number;
      readonly perSecond: number | null;
      /** Further header lines, each with its end. */
      readonly headers: string;
    };

export interface LoadAnswer {
  readonly latenciesMs: number[];
  readonly failed: number;
  /** What the first failed request was answered. */
  readonly firstFailure: string | null;
  readonly seconds: number;
  readonly cpuSeconds: number;
}
