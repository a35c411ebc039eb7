import { isObject } from '../json.ts';
import { pointerToken } from './canonical.ts';
import { type Finding, finding } from './finding.ts';
import type { Graph } from './graph.ts';

/** Headers that say who calls, by their usual names: `Authorization`, `Cookie`, `X-Api-Key`, `X-Auth-Token`. */
const CREDENTIAL_HEADER = /^(?:authorization|cookie)$|(?:^|[-_])(?:api-?key|auth|token|secret|password|signature)$/i;

const hasPlace = (text: string): boolean => /\{\{[^{}]*\}\}/.test(text);

/** A graph is read by many, kept in every version and exported: what stands in it literally is no secret. */
export function lintCredentials(graph: Graph): Finding[] {
  return graph.nodes.flatMap(({ id, type, config }, index) => {
    if (type !== 'http' || !isObject(config.headers)) return [];
    return Object.entries(config.headers).flatMap(([name, text]) => {
      if (!CREDENTIAL_HEADER.test(name) || typeof text !== 'string' || text === '' || hasPlace(text)) return [];
      const sentence = `The header ${name} stands in clear in the graph. Put its value into a secret (PUT /api/secrets/NAME) and write {{secret.NAME}}.`;
      return [
        finding('http_credential_in_clear', id, `/nodes/${index}/config/headers/${pointerToken(name)}`, sentence),
      ];
    });
  });
}
