import { timingSafeEqual } from 'node:crypto';
import type { Scope } from '../../db/scope.ts';
import type { Sealing } from '../sealing/sealing.ts';

/** How long a link in a list gives its file: enough to show a page of photos, too short to be worth keeping. */
export const fileLinkMs = 10 * 60 * 1000;

/** Which file a link gives, and until when. */
export interface FileLink {
  readonly scope: Scope;
  readonly documentId: string;
  /** To the second. */
  readonly expiresAt: Date;
}

const uuidBytes = 16;
const expiryBytes = 6;
const linkBytes = uuidBytes + 1 + uuidBytes + expiryBytes;
const signatureBytes = 32;

/**
 * A link's token: organization, environment, document and expiry, and over all of them an HMAC of the installation. Nothing
 * is stored for it. It holds ids alone.
 */
export const writeFileToken = (sealing: Sealing, { scope, documentId, expiresAt }: FileLink): string => {
  const link = Buffer.alloc(linkBytes);
  link.write(hexOf(scope.organizationId), 0, 'hex');
  link.writeUInt8(scope.environment === 'live' ? 1 : 0, uuidBytes);
  link.write(hexOf(documentId), uuidBytes + 1, 'hex');
  link.writeUIntBE(Math.floor(expiresAt.getTime() / 1000), linkBytes - expiryBytes, expiryBytes);
  return Buffer.concat([link, sign(sealing, link)]).toString('base64url');
};

/** Null for a token that was not made here, or was changed. Whether it has expired is the caller's to ask. */
export const readFileToken = (sealing: Sealing, token: string): FileLink | null => {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== linkBytes + signatureBytes || bytes.toString('base64url') !== token) return null;
  const link = bytes.subarray(0, linkBytes);
  if (!timingSafeEqual(sign(sealing, link), bytes.subarray(linkBytes))) return null;
  return {
    scope: { organizationId: uuidOf(link, 0), environment: link.readUInt8(uuidBytes) === 1 ? 'live' : 'test' },
    documentId: uuidOf(link, uuidBytes + 1),
    expiresAt: new Date(link.readUIntBE(linkBytes - expiryBytes, expiryBytes) * 1000),
  };
};

const sign = (sealing: Sealing, link: Buffer): Uint8Array => sealing.keyedHash('file link', link.toString('base64url'));

const hexOf = (uuid: string): string => uuid.replaceAll('-', '');

const uuidOf = (bytes: Buffer, start: number): string =>
  bytes.toString('hex', start, start + uuidBytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
