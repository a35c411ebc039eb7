import type { UploadSide } from '@gatehouse/core/contract/capture.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { Scope } from '../../db/scope.ts';
import { type DomainError, domainError, notFound } from '../../errors.ts';
import type { DomainContext } from '../context.ts';
import { getSession } from '../session/read-session.ts';
import { type DocumentRow, findDocumentRow, listSessionDocuments } from './document.queries.ts';
import { fileLinkMs, readFileToken, writeFileToken } from './file-link.ts';
import { MAX_UPLOADS_PER_SESSION } from './find-uploads.ts';
import { documentPurpose } from './store-upload.ts';

/** A photo of a session with a link that gives it, to whoever holds the link, for a while. */
export interface FileRecord {
  readonly id: string;
  readonly run: number;
  readonly node: string;
  readonly attempt: number;
  readonly side: UploadSide;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly createdAt: Date;
  readonly url: string;
  readonly urlExpiresAt: Date;
}

/** Every photo that a session took in, the newest first, retakes included. */
export const listFiles = async (
  context: DomainContext,
  scope: Scope,
  sessionId: string,
): Promise<Result<FileRecord[], DomainError>> => {
  const session = await getSession(context, scope, sessionId);
  if (!session.ok) return session;
  if (session.value.erasedAt !== null) return fail(domainError('erased', 'The data of this session was erased.'));
  const rows = await listSessionDocuments(context.database, scope, sessionId, MAX_UPLOADS_PER_SESSION + 1);
  const urlExpiresAt = new Date(Math.floor(context.now().getTime() / 1000) * 1000 + fileLinkMs);
  return ok(rows.map((row) => toRecord(context, scope, row, urlExpiresAt)));
};

const toRecord = (context: DomainContext, scope: Scope, row: DocumentRow, urlExpiresAt: Date): FileRecord => ({
  id: row.id,
  run: row.run_number,
  node: row.node,
  attempt: row.attempt,
  // A check constraint of the table keeps it to these.
  side: row.side as FileRecord['side'],
  mediaType: row.media_type,
  sizeBytes: row.size_bytes,
  widthPx: row.width_px,
  heightPx: row.height_px,
  createdAt: row.created_at,
  url: `${context.baseUrl}/api/files/${writeFileToken(context.sealing, { scope, documentId: row.id, expiresAt: urlExpiresAt })}`,
  urlExpiresAt,
});

export interface OpenedFile {
  readonly id: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/**
 * The photo behind a link. `file_link_invalid` where the link was not made here, `file_link_expired` after its time,
 * `erased` after the person's erasure, `not_found` where retention has deleted the photo.
 */
export const openFile = async (context: DomainContext, token: string): Promise<Result<OpenedFile, DomainError>> => {
  const link = readFileToken(context.sealing, token);
  if (link === null) return fail(invalid);
  if (link.expiresAt <= context.now()) return fail(expired);
  const row = await findDocumentRow(context.database, link.scope, link.documentId);
  if (row === undefined) return fail(notFound('file'));
  if (row.wrapped === null) return fail(domainError('erased', 'The data of this session was erased.'));
  const sealed = await context.blobs.get(row.blob_key);
  if (sealed === null) return fail(notFound('file'));
  const dataKey = context.sealing.openDataKey(row.data_key_id, row.wrapped);
  const bytes = context.sealing.open(dataKey, documentPurpose(row.id), sealed);
  return ok({ id: row.id, mediaType: row.media_type, bytes });
};

const invalid = domainError(
  'file_link_invalid',
  'The link of the file is not one that was made here. Ask for a new one.',
);
const expired = domainError('file_link_expired', 'The link of the file has expired. Ask for the list of files again.');
