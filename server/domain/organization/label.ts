import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Tables } from '../../db/client.ts';
import type { Environment, Scope } from '../../db/scope.ts';
import type { DomainContext } from '../context.ts';
import { insertAbsentCredentials } from '../credential/credential.queries.ts';
import { findCredential } from '../credential/credential.ts';
import { hashToken } from '../credential/token.ts';

/** By what a stranger may find an organization's environment. Neither is a secret. */
export type Label = { readonly shortId: string } | { readonly name: string };

/** 24 hex characters that name one environment of an organization for ever; made of its id, so that nobody keeps them. */
export const shortIdOf = ({ organizationId, environment }: Scope): string =>
  shortHash(`organization:${organizationId}:${environment}`);

/** 24 hex characters that name the organization itself, above its environments. */
export const shortOrganizationId = (organizationId: string): string => shortHash(`tenant:${organizationId}`);

/** 24 hex characters made of a text. */
export const shortHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 24);

/** The environment that a label names, or null. */
export const findLabelled = async (
  { database, now }: Pick<DomainContext, 'database' | 'now'>,
  label: Label,
): Promise<Scope | null> => {
  const found = await findCredential(database, 'label', labelText(label), now());
  return found === null ? null : { organizationId: found.organizationId, environment: found.environment };
};

/** Makes a new organization findable, by its short ids and by its name; a name that another one has stays the other's. */
export const writeLabels = (
  transaction: Transaction<Tables>,
  { organizationId, name }: { readonly organizationId: string; readonly name: string },
): Promise<number> =>
  insertAbsentCredentials(
    transaction,
    (['live', 'test'] as const).flatMap((environment) =>
      [{ shortId: shortIdOf({ organizationId, environment }) }, { name: nameIn(name, environment) }].map((label) => ({
        organizationId,
        environment,
        hash: hashToken(labelText(label)),
        kind: 'label' as const,
        subjectId: organizationId,
        expiresAt: null,
      })),
    ),
  );

/** What the environment of an organization is called where the environments have names of their own. */
export const nameIn = (name: string, environment: Environment): string =>
  environment === 'test' ? `${name} test` : name;

const labelText = (label: Label): string =>
  'shortId' in label ? `label:id:${label.shortId}` : `label:name:${label.name.toLowerCase()}`;
