import type { KeyObject } from 'node:crypto';
import {
  createKeyPair,
  decryptBytes,
  deriveSecret,
  encryptText,
  openPrivateKey,
  openPublicKey,
} from '../../server/api/onekosmos/cipher.ts';
import { createOwnKey, type OwnKey } from '../../server/api/onekosmos/own-key.ts';
import { median } from '../measure/numbers.ts';
import { submission } from '../submit/gate.ts';

export interface CipherFigures {
  /** What encryption adds to a request of a caller whose secret is remembered; milliseconds of one core. */
  readonly knownCallerMs: number;
  /** The same for one who comes for the first time. */
  readonly newCallerMs: number;
}

const rounds = 5;
const perRound = 400;

/** A request as `submit_result` has it: request id and body of 1 KB are decrypted, a short answer is encrypted. */
export const measureCipher = (): CipherFigures => {
  const server = createKeyPair();
  const ownKey = createOwnKey(server);
  const callers = Array.from({ length: (rounds + 1) * perRound }, () => prepare(server.publicKey));
  const [known] = callers;
  if (known === undefined) throw new Error('No caller was made.');
  const knownTimes: number[] = [];
  const newTimes: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const strangers = callers.slice(round * perRound, (round + 1) * perRound);
    const [asKnown, asNew] = [
      timeOf(
        ownKey,
        strangers.map(() => known),
      ),
      timeOf(ownKey, strangers),
    ];
    // The first round warms up.
    if (round > 0) {
      knownTimes.push(asKnown);
      newTimes.push(asNew);
    }
  }
  return { knownCallerMs: median(knownTimes), newCallerMs: median(newTimes) };
};

interface Prepared {
  readonly publicKey: string;
  readonly requestId: string;
  readonly body: string;
}

const prepare = (serverKey: Uint8Array): Prepared => {
  const pair = createKeyPair();
  const [own, theirs] = [openPrivateKey(pair.secret), openPublicKey(serverKey)];
  if (own === null || theirs === null) throw new Error('A key that was just made is none.');
  const secret = deriveSecret(own, theirs);
  const requestId = { ts: 1_800_000_000, uuid: 'b3b8f1d2-7f5a-4ac8-9c7e-0d0c5a9b1f11', appid: 'com.example.bench' };
  return {
    publicKey: Buffer.from(pair.publicKey).toString('base64'),
    requestId: encryptText(secret, JSON.stringify(requestId)),
    body: encryptText(secret, JSON.stringify({ nodeId: 'details', requestData: submission })),
  };
};

const answer = JSON.stringify({
  wfInstanceId: 'wfi-0f0e0d0c-7f5a-4ac8-9c7e-0d0c5a9b1f11',
  nextNodeId: 'details',
  nextNodeType: 'form',
  summary: [],
});

/** By processor time, so that other work on the machine does not count. */
const timeOf = (ownKey: OwnKey, callers: readonly Prepared[]): number => {
  const from = process.cpuUsage();
  for (const { publicKey, requestId, body } of callers) {
    const secret = ownKey.secretWith(publicKey);
    if (secret === null) throw new Error('A key that was just made is none.');
    serve(secret, requestId, body);
  }
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000 / callers.length;
};

const serve = (secret: KeyObject, requestId: string, body: string): void => {
  if (decryptBytes(secret, requestId) === null || decryptBytes(secret, body) === null)
    throw new Error('What was just encrypted cannot be decrypted.');
  encryptText(secret, answer);
};
