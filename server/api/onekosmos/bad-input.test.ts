import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAnswerCheck } from '../../test/generate/answer-check.ts';
import { findBadAnswers } from '../../test/generate/bad-input.ts';
import { type Operation, readOperations } from '../../test/generate/document.ts';
import { unwrapBodies, type Wrapping, wireCaller } from '../../test/generate/onekosmos-caller.ts';
import { oneKosmosCatalogue, wrappedCatalogue } from '../../test/generate/onekosmos-catalogue.ts';
import { openOneKosmosPlace } from '../../test/generate/onekosmos-objects.ts';

const { place, database, client, document, fill, close } = await openOneKosmosPlace();
after(close);
const check = createAnswerCheck(document);
const { community, objects } = await fill();

const callerOf = (wrapping: Wrapping) =>
  wireCaller(
    place.app,
    { name: 'the owner', client, wrapping },
    { licence: community.licences.system, token: objects.token },
  );

const withBody = (all: readonly Operation[]) => ({
  operations: all.filter(({ body }) => body !== null),
  others: all.filter(({ body }) => body === null),
});

/** Last: each look at what is in the database reads all of them. */
const keepsDocuments = ({ method }: Operation): boolean => method !== 'GET' && method !== 'POST';

/** Workflows bring their pictures along, submissions those of the person. */
const takesLarge = ({ key }: Operation): boolean => /^(PUT|PATCH) |submit_result$/.test(key);

const places: readonly (readonly [where: string, wrapping: Wrapping])[] = [
  ['around data', 'none'],
  ['inside data in clear', 'clear'],
  ['inside encrypted data', 'encrypted'],
];

describe('what no operation takes is a 4xx in the vendor’s envelope, writes nothing and is never our failure', () => {
  for (const [where, wrapping] of places) {
    it(where, async () => {
      const described = wrapping === 'none' ? document : unwrapBodies(document);
      const all = readOperations(described);
      const found = await findBadAnswers({
        document: described,
        ...(wrapping === 'none' ? { operations: all } : withBody(all)),
        catalogue: { ...(wrapping === 'none' ? wrappedCatalogue : oneKosmosCatalogue), isDestructive: keepsDocuments },
        objects,
        caller: callerOf(wrapping),
        check,
        owner: database.owner,
        largestBodyBytes: 0,
        passesUnknown: true,
        takesLarge,
      });
      assert.deepEqual(found, []);
    });
  }
});
