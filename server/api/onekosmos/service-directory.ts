/**
 * Names of services and where they are, as the vendor's clients look them up; they refuse a map without `licenses`.
 * `root` is where the dialect stands: `https://gate.example.com/onekosmos`.
 */
export const serviceDirectory = (root: string): Readonly<Record<string, string>> => ({
  global_caas: `${root}/caas`,
  licenses: root,
  workflowapi: `${root}/workflowapi`,
});
