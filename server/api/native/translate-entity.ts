import type { EntityAnswer, EntityExportAnswer, EntitySummaryAnswer } from '@gatehouse/core/contract/entity.ts';
import type { EntityRecord, EntitySummary } from '../../domain/entity/entity.ts';
import type { EntityExport } from '../../domain/entity/export-entity.ts';
import { toEvent, toSession, toSessionFile, toSessionResults } from './translate.ts';

export const toEntitySummary = (entity: EntitySummary): EntitySummaryAnswer => ({
  id: entity.id,
  kind: entity.kind,
  name: entity.name,
  email: entity.email,
  createdAt: entity.createdAt.toISOString(),
  updatedAt: entity.updatedAt?.toISOString() ?? null,
  erasedAt: entity.erasedAt?.toISOString() ?? null,
});

export const toEntity = (entity: EntityRecord): EntityAnswer => ({
  ...toEntitySummary(entity),
  details: entity.details,
});

export const toEntityExport = ({ exportedAt, entity, sessions }: EntityExport): EntityExportAnswer => ({
  exportedAt: exportedAt.toISOString(),
  entity: toEntity(entity),
  sessions: sessions.map(({ session, results, events, files }) => ({
    session: toSession(session),
    results: toSessionResults(results),
    events: events.map(toEvent),
    files: files.map(toSessionFile),
  })),
});
