import type { Json } from '@gatehouse/core/json.ts';
import type { DomainContext } from '../context.ts';
import type { LoadedSession } from '../session/session.ts';
import { checkDocument } from './document-check.ts';
import { checkHttp } from './http-check.ts';
import { checkNotify } from './notify-check.ts';
import { checkScript } from './script-check.ts';
import { checkSelfie } from './selfie-check.ts';

/**
 * One automatic verification: reads what the session's attempt has brought (`run.pending`) and measures it. What the
 * measurement means is for the node type in core to say. Throws when it could not be carried out.
 */
export type Check = (context: DomainContext, session: LoadedSession) => Promise<Json>;

/** The checks by the type of the node that asks for them. */
const checks: ReadonlyMap<string, Check> = new Map([
  ['document', checkDocument],
  ['selfie', checkSelfie],
  ['notify', checkNotify],
  ['script', checkScript],
  ['http', checkHttp],
]);

export const findCheck = (nodeType: string): Check => {
  const check = checks.get(nodeType);
  if (check === undefined) throw new Error(`There is no check for nodes of the type ${nodeType}.`);
  return check;
};
