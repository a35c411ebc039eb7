/** What `lint` found at one place of a graph. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: 'error' | 'warning';
  /** The node that it is about; null where it is the graph as a whole. */
  readonly node: string | null;
  /** JSON pointer into the graph (RFC 6901). */
  readonly pointer: string;
  readonly sentence: string;
}

/**
 * An error keeps a graph from being published: a run would fail, or a decision would rest on nothing. A warning is worth
 * a look, and may be meant.
 */
export const findingSeverities = {
  entry_missing: 'error',
  entry_unknown: 'error',
  node_id_duplicate: 'error',
  node_type_unknown: 'error',
  config_invalid: 'error',
  edge_to_missing_node: 'error',
  edge_of_unknown_outcome: 'error',
  outcome_without_edge: 'error',
  node_unreachable: 'warning',
  node_without_way_to_end: 'error',
  loop_without_pause: 'error',
  reference_to_unknown_node: 'error',
  reference_to_unknown_field: 'error',
  data_never_captured: 'error',
  data_sometimes_missing: 'warning',
  approved_without_check: 'error',
  secret_shown: 'error',
  html_will_be_cleaned: 'warning',
  script_invalid: 'error',
  http_host_not_allowed: 'warning',
  http_credential_in_clear: 'warning',
  secret_unknown: 'warning',
} as const satisfies Readonly<Record<string, Finding['severity']>>;

export type FindingCode = keyof typeof findingSeverities;

export const finding = (code: FindingCode, node: string | null, pointer: string, sentence: string): Finding => ({
  code,
  severity: findingSeverities[code],
  node,
  pointer,
  sentence,
});
