import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What is asked when somebody looks, and never in between. Each answers in a time that does not grow with the rows. */
export interface MetricSources {
  /** Jobs by queue, as the queue last counted them. */
  readonly queues: () => Promise<
    readonly { readonly queue: string; readonly waiting: number; readonly active: number; readonly failed: number }[]
  >;
  /** Rows that no relay has moved yet, counted up to a limit, and the age of the oldest. */
  readonly outbox: () => Promise<{ readonly rows: number; readonly oldestSeconds: number }>;
  /** Sessions by state over all organizations, from the counters. */
  readonly sessions: () => Promise<readonly { readonly state: string; readonly total: number }[]>;
  /** Deliveries that wait or were given up, counted up to a limit. */
  readonly deliveries: () => Promise<readonly { readonly state: string; readonly total: number }[]>;
}

export interface Metrics {
  /** `route` is the template, never the URL: a URL may hold a link's token. */
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void;
  /** The text format of Prometheus. */
  print(): Promise<string>;
  readonly contentType: string;
}

/** Seconds: from what a poll costs to what a document's upload may take. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

/**
 * The figures of this process and of the database behind it, for Prometheus. Labels are templates, states and queues: no
 * organization, no id, nothing of a person.
 */
export const createMetrics = ({ version, sources }: { version: string; sources: MetricSources }): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({ name: 'gatehouse_info', help: 'The release that runs.', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  const requests = new Histogram({
    name: 'gatehouse_http_request_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const collectors = [
    gaugesOf({
      name: 'gatehouse_jobs',
      help: 'Background jobs; failed ones are dead letters that an operator should look at.',
      labelNames: ['queue', 'state'],
      registers,
      collect: async () =>
        (await sources.queues()).flatMap(({ queue, waiting, active, failed }) => [
          { labels: { queue, state: 'waiting' }, value: waiting },
          { labels: { queue, state: 'active' }, value: active },
          { labels: { queue, state: 'failed' }, value: failed },
        ]),
    }),
    gaugesOf({
      name: 'gatehouse_sessions',
      help: 'Sessions by state, all organizations together.',
      labelNames: ['state'],
      registers,
      collect: async () => (await sources.sessions()).map(({ state, total }) => ({ labels: { state }, value: total })),
    }),
    gaugesOf({
      name: 'gatehouse_deliveries',
      help: 'Deliveries that wait for an attempt or were given up, counted up to 10000.',
      labelNames: ['state'],
      registers,
      collect: async () =>
        (await sources.deliveries()).map(({ state, total }) => ({ labels: { state }, value: total })),
    }),
    outboxGauges(sources, registers),
  ];

  return {
    contentType: registry.contentType,
    observeRequest: ({ method, route, status, seconds }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    print: async () => {
      await Promise.all(collectors.map((collect) => collect()));
      return registry.metrics();
    },
  };
};

type Collect = () => Promise<void>;
interface Sample {
  readonly labels: Record<string, string>;
  readonly value: number;
}

/** A gauge whose values are asked for at each look; labels that are gone are gone from the answer too. */
const gaugesOf = ({
  collect,
  ...options
}: {
  name: string;
  help: string;
  labelNames: string[];
  registers: Registry[];
  collect: () => Promise<readonly Sample[]>;
}): Collect => {
  const gauge = new Gauge(options);
  return async () => {
    const samples = await collect();
    gauge.reset();
    for (const { labels, value } of samples) gauge.set(labels, value);
  };
};

const outboxGauges = (sources: MetricSources, registers: Registry[]): Collect => {
  const rows = new Gauge({
    name: 'gatehouse_outbox_rows',
    help: 'Work that waits to be moved into the queue, counted up to 10000.',
    registers,
  });
  const age = new Gauge({
    name: 'gatehouse_outbox_oldest_seconds',
    help: 'Age of the oldest such row: more than a few seconds means that no relay runs.',
    registers,
  });
  return async () => {
    const found = await sources.outbox();
    rows.set(found.rows);
    age.set(found.oldestSeconds);
  };
};
