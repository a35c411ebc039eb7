import type { CountersAnswer, counterQuery } from '@gatehouse/core/contract/counter.ts';
import type { dailyHead } from '@gatehouse/core/contract/daily-head.ts';
import type { Health } from '@gatehouse/core/contract/health.ts';
import type { z } from 'zod';
import { createList, type List } from '../list.ts';
import type { CallOptions, Send } from '../transport.ts';

export type { Health };
export type Counters = CountersAnswer;
export type DailyHead = z.output<typeof dailyHead>;

/** What holds for the organization in both environments. */
export interface Settings {
  readonly branding: {
    readonly name: string | null;
    /** A `data:` URL of a PNG, JPEG or WebP image, 100 KB at most. */
    readonly logoUrl: string | null;
    /** `#rrggbb`. */
    readonly accentColor: string | null;
  };
  /** Where sessions may send people: origins, or origins with a path. */
  readonly redirectUrls: readonly string[];
  /** Hosts that http nodes and scripts may call. */
  readonly allowedHosts: readonly string[];
  /** Keys of the metadata by which sessions can be found. */
  readonly searchableMetadataKeys: readonly string[];
  /** Days after which is deleted for good; null keeps it. */
  readonly retention: {
    readonly sessionDays: number | null;
    readonly documentDays: number | null;
    readonly deliveryDays: number;
  };
}

export interface SettingsWithRevision {
  /** Give it back with a change: where somebody else was faster, that throws `conflict`. */
  readonly revision: string;
  readonly settings: Settings;
}

/** What belongs to the whole organization, and to the server. */
export const organization = (send: Send) => ({
  settings: {
    get: (options?: CallOptions): Promise<SettingsWithRevision> => send({ method: 'GET', path: '/settings' }, options),
    /** Replaces all of them: a member that is left out gets its default. Takes a live key. */
    update: (
      body: { readonly revision: string; readonly settings: Partial<Settings> },
      options?: CallOptions,
    ): Promise<SettingsWithRevision> => send({ method: 'PUT', path: '/settings', body }, options),
  },
  /** How many sessions stand in each state, and what happened day by day. */
  counters: (query: z.input<typeof counterQuery> = {}, options?: CallOptions): Promise<Counters> =>
    send({ method: 'GET', path: '/counters', query }, options),
  /** One hash for each day: kept elsewhere, it proves later that no log was cut or taken out. */
  dailyHeads: (options?: CallOptions): List<DailyHead> => createList(send, '/daily-heads', {}, options),
  /** Which release runs, and whether it can serve. */
  health: (options?: CallOptions): Promise<Health> => send({ method: 'GET', path: '/health' }, options),
  /** Whether it may be sent requests now. */
  ready: (options?: CallOptions): Promise<{ readonly status: 'ready' }> =>
    send({ method: 'GET', path: '/ready' }, options),
  /** The description of the API itself: OpenAPI 3.1. */
  openapi: (options?: CallOptions): Promise<Readonly<Record<string, unknown>>> =>
    send({ method: 'GET', path: '/openapi.json' }, options),
});
