import { type Json, type JsonObject, own } from '@gatehouse/core/json.ts';
import type { Run } from '@gatehouse/core/workflow/run.ts';

export interface PersonInfo {
  readonly firstName: string;
  readonly lastName: string;
  readonly dob: string;
}

/** Who the person is: as a document says that was read surely, else as the metadata do. */
export const personOf = ({ results, given }: Run): PersonInfo => {
  const shown = Object.values(results).find(({ type, outcome }) => type === 'document' && outcome === 'success');
  const { prefill } = given;
  const known = (...names: readonly string[]): string =>
    names.map((name) => textOf(own(prefill, name))).find((text) => text !== '') ?? '';
  const told: PersonInfo = {
    firstName: known('firstName', 'firstname'),
    lastName: known('lastName', 'lastname'),
    dob: known('dob'),
  };
  return shown === undefined ? told : personIn(shown.fields, told);
};

const personIn = ({ givenNames, familyName, birthDate }: JsonObject, told: PersonInfo): PersonInfo => ({
  firstName: textOf(givenNames) || told.firstName,
  lastName: textOf(familyName) || told.lastName,
  dob: textOf(birthDate) || told.dob,
});

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
