import fc from 'fast-check';
import type { Json } from '../../json.ts';
import { type Advance, advance } from '../advance.ts';
import { currentView } from '../current-view.ts';
import type { EventError, RunEvent } from '../event.ts';
import { type Graph, graph } from '../graph.ts';
import type { Run } from '../run.ts';
import { findPlace, findStep } from '../step.ts';
import { AT } from './graph.ts';

/*
 * Random graphs, and random lives of a run on them.
 */

/** Ids that would reach a prototype, and plain ones. */
const ids = ['a', 'b', 'c', '0', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];
const outcomes = [
  ...['next', 'back', 'success', 'fail', 'error', 'unresolved', 'default', 'yes', 'constructor'],
  ...['declined', 'timeout', 'low_resolution'],
];
const paths = [
  'nodes.a.constructor',
  'nodes.constructor.toString',
  'nodes.b.nameMatches',
  'entity.__proto__',
  'prefill.a.0',
];

export const anyId = fc.constantFrom(...ids);
const path = fc.constantFrom(...paths);

const names = fc.uniqueArray(fc.constantFrom('constructor', 'toString', 'name'));
const form = fc.tuple(names, fc.boolean()).map(([names, hasCamera]) => ({
  ...(hasCamera && { requiresCamera: { width: 480, height: 640 } }),
  title: { en: 'Form' },
  fields: names.map((name) => ({
    name,
    type: 'text',
    label: { en: name },
    required: name === 'name',
    prefill: paths[0],
  })),
}));
const minResolution = fc.constant({ width: 480, height: 640 });
const document = fc.record(
  { expected: fc.record({ name: path, birthDate: path }, { requiredKeys: [] }), minResolution },
  { requiredKeys: ['expected'] },
);
const rule = fc.oneof(
  path.map((field) => ({ field, is: 'exists' })),
  fc.record({
    field: path,
    is: fc.constantFrom('==', '!=', '<', '>=', 'contains'),
    value: fc.constantFrom(true, 'Ada', 3),
  }),
  path.map((field) => ({ not: { field, is: 'exists' } })),
);
const condition = fc.record({
  cases: fc.array(fc.record({ outcome: fc.constantFrom('yes', 'fail', 'unresolved', 'constructor'), when: rule }), {
    maxLength: 3,
  }),
});
const consent = fc.record({
  title: fc.constant({ en: 'Consent' }),
  text: fc.constant({ de: '<p>Ja?</p>' }),
  textVersion: fc.constant('1'),
  allowsDecline: fc.boolean(),
  withdrawalEnds: fc.boolean(),
});
const selfie = fc.record({ purpose: fc.constantFrom('enroll', 'authenticate'), minResolution }, { requiredKeys: [] });
const handoff = fc.record({ allowsHere: fc.boolean() });
const wait = fc.record(
  { outcomes: fc.constantFrom(['success'], ['yes', 'unresolved'], ['constructor']), timeoutSeconds: fc.constant(60) },
  { requiredKeys: ['outcomes'] },
);
const script = fc.record({
  source: fc.constant('return {};'),
  outcomes: fc.constantFrom([], ['yes'], ['constructor']),
});
const http = fc.record({
  url: path.map((place) => `https://api.example.com/{{${place}}}`),
  fields: fc.constantFrom({}, { constructor: '/readings/front' }),
  outcomesByStatus: fc.constantFrom([], [{ from: 100, to: 599, outcome: 'yes' }]),
});
const notify = path.map((to) => ({ channel: 'sms', to, body: { en: `Hello {{${to}}}` } }));
const end = fc.record({ decision: fc.constantFrom('approved', 'rejected', 'needs_review', 'none') });
const garbage = fc.dictionary(fc.string(), fc.jsonValue()).map((config) => JSON.parse(JSON.stringify(config)));

const kind = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('form'), config: form }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('document'), config: document }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('condition'), config: condition }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('consent'), config: consent }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('selfie'), config: selfie }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('handoff'), config: handoff }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('wait'), config: wait }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('script'), config: script }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('http'), config: http }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('notify'), config: notify }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('end'), config: end }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('mystery', 'form', 'constructor'), config: garbage }) },
);

const node = fc
  .tuple(
    anyId,
    kind,
    fc.dictionary(fc.constantFrom(...outcomes), fc.oneof({ weight: 9, arbitrary: anyId }, fc.constant('gone'))),
    fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  )
  .map(([id, { type, config }, on, maxAttempts]) => ({ id, type, config, on, ...(maxAttempts && { maxAttempts }) }));

export const anyGraph = fc
  .record({
    entry: fc.oneof({ weight: 9, arbitrary: anyId }, fc.constant('gone')),
    nodes: fc.array(node, { maxLength: 12 }),
  })
  .map((source) => graph.parse(source));

/** Graphs whose every edge leads somewhere: many of them may be published, which of `anyGraph` hardly one may. */
export const tidyGraph = fc
  .array(
    fc.record({
      kind: fc.constantFrom(
        ...(['form', 'consent', 'document', 'document', 'selfie', 'handoff', 'wait', 'script', 'condition'] as const),
      ),
      targets: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
      maxAttempts: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((sketches) =>
    graph.parse({
      entry: ids[0],
      nodes: [
        ...sketches.map(({ kind: type, targets, maxAttempts }, index) => {
          const { config, outcomes: drawn } = tidyKinds[type];
          const edges = targets.flatMap((target, edge) => {
            const outcome = drawn[edge];
            return outcome === undefined ? [] : [[outcome, tidyTarget(target, sketches.length)]];
          });
          return { id: ids[index], type, config, maxAttempts, on: Object.fromEntries(edges) };
        }),
        { id: 'approve', type: 'end', config: { decision: 'approved' } },
        { id: 'review', type: 'end', config: { decision: 'needs_review' } },
      ],
    }),
  );

const tidyKinds = {
  form: {
    config: { title: { en: 'Form' }, fields: [{ name: 'name', type: 'text', label: { en: 'Name' } }] },
    outcomes: ['next', 'back', 'unresolved', 'error'],
  },
  consent: {
    config: { title: { en: 'Consent' }, text: { en: 'Yes?' }, textVersion: '1', allowsDecline: true },
    outcomes: ['next', 'declined', 'back', 'error'],
  },
  document: { config: {}, outcomes: ['success', 'unresolved', 'fail', 'back'] },
  selfie: {
    config: { minResolution: { width: 480, height: 640 } },
    outcomes: ['success', 'unresolved', 'low_resolution', 'back'],
  },
  handoff: { config: {}, outcomes: ['back', 'next', 'unresolved', 'error'] },
  wait: {
    config: { outcomes: ['yes'], timeoutSeconds: 60 },
    outcomes: ['yes', 'timeout', 'unresolved', 'error'],
  },
  script: { config: { source: 'return {};', outcomes: ['yes'] }, outcomes: ['next', 'yes', 'error'] },
  condition: {
    config: { cases: [{ outcome: 'yes', when: { field: 'entity.value.name', is: 'exists' } }] },
    outcomes: ['yes', 'default', 'error'],
  },
} as const;

const tidyTarget = (target: number, count: number): string =>
  [...ids.slice(0, count), 'approve', 'review'][target % (count + 2)] ?? 'review';

/** Data as it comes from outside: anything that JSON can write, halves of characters too. */
const anyJson: fc.Arbitrary<Json> = fc
  .oneof(
    fc.jsonValue({ stringUnit: 'binary' }),
    fc.constant({ name: 'Ada' }),
    fc.constant({ constructor: 'x', toString: 'y', name: 'z' }),
    fc.constant({ documentKind: 'passport', front: '0199d4a0-0000-7000-8000-000000000001' }),
    fc.constant({ readings: { front: { accepted: false, lines: [], confidence: null, reasons: [], ambiguous: [] } } }),
    fc.constant(JSON.parse('{"__proto__":{"name":1},"name":"Ada"}')),
    fc.constant(passport()),
    fc.constant(selfiePicture()),
    fc.constant({ camera: { width: 640, height: 480 } }),
    fc.constant({ ok: true, result: { name: 'Ada' }, next: null }),
    fc.constant({ ok: false, reason: { code: 'script_threw', sentence: 'It threw.' } }),
    fc.constant('\ud800'),
  )
  .map((value) => JSON.parse(JSON.stringify(value)));

function passport() {
  const lines = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
  return { readings: { front: { accepted: true, lines, confidence: 0.999, reasons: [], ambiguous: [] } } };
}

function selfiePicture() {
  const quality = { brightness: 120, contrast: 50, edgeWidthPx: 3, shortSidePx: 480 };
  return { picture: { widthPx: 480, heightPx: 640, quality } };
}

/** What happens next: an event's kind and its data, made into an event that fits the run more often than not. */
export const happening = fc.record({
  type: fc.constantFrom(
    ...['opened', 'submitted', 'submitted', 'submitted', 'went_back', 'evaluated', 'evaluated', 'evaluation_failed'],
    ...['timer_fired', 'outcome_given', 'outcome_given', 'consent_withdrawn', 'consent_withdrawn'],
    ...['noted', 'decided', 'cancelled', 'expired', 'created'],
  ),
  isAimed: fc.boolean(),
  isLikely: fc.integer({ min: 0, max: 9 }),
  node: anyId,
  attempt: fc.integer({ min: 0, max: 3 }),
  json: anyJson,
  /** The data is what the run asks for, instead of `json`. */
  isApt: fc.boolean(),
});

export type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

const evaluations: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['document', passport()],
  ['selfie', selfiePicture()],
  ['script', { ok: true, result: { constructor: 1, name: 'Ada' }, next: 'yes', fetches: [], at: AT, seed: '1' }],
  ['http', { ok: true, status: 201, body: passport(), truncated: false, durationMs: 12 }],
  ['notify', { ok: true, deliveryId: '0199d4a0-0000-7000-8000-000000000002' }],
]);

function aptData(source: Graph, run: Run): Json | null {
  if (run.phase === 'evaluation') return evaluations.get(findPlace(source, run.node ?? '')?.node.type ?? '') ?? null;
  const view = currentView(source, run, AT, 'en');
  if (view?.kind === 'document') return { documentKind: 'passport', front: '0199d4a0-0000-7000-8000-000000000001' };
  if (view?.kind === 'selfie') return { picture: '0199d4a0-0000-7000-8000-000000000003' };
  if (view?.kind === 'consent') return { accepted: true, language: view.language, textVersion: view.textVersion };
  if (view?.kind === 'handoff') return { device: 'other' };
  if (view === null) return null;
  const answers = Object.fromEntries(view.fields.map(({ name }) => [name, 'Ada']));
  return view.requiresCamera === null ? answers : { ...answers, camera: { width: 640, height: 480 } };
}

const fittingTypes = { input: 'submitted', evaluation: 'evaluated', waiting: 'outcome_given' } as const;

/** An outcome that the node at hand declares, where it declares any. */
const givenOutcome = (source: Graph, run: Run): string =>
  (run.node === null ? undefined : findStep(source, run.node))?.bound.outcomes[0]?.name ?? 'yes';

const consentNode = (run: Run, otherwise: string): string =>
  Object.entries(run.results).find(([, { type }]) => type === 'consent')?.[0] ?? otherwise;

/** The likely types by state keep runs going; without them most random sequences end at once. */
function eventOf(source: Graph, run: Run | null, happened: Happening): RunEvent {
  const { type, isAimed, isLikely, node: id, attempt } = happened;
  const json = (happened.isApt && run !== null && aptData(source, run)) || happened.json;
  const fitting = run?.state === 'created' ? 'opened' : fittingTypes[run?.phase ?? 'input'];
  const chosen = run === null && isLikely > 0 ? 'created' : isLikely > 3 ? fitting : type;
  const aim =
    isAimed || isLikely > 3 ? { node: run?.node ?? id, attempt: run?.attempt ?? attempt } : { node: id, attempt };
  const members: Readonly<Record<string, object>> = {
    created: { run: 1, given: { entity: { value: json }, prefill: { a: [json] } } },
    submitted: { ...aim, input: json },
    went_back: aim,
    evaluated: { ...aim, evaluation: json },
    evaluation_failed: { ...aim, reason: { code: 'down', sentence: 'Down.' } },
    timer_fired: aim,
    outcome_given: {
      ...aim,
      outcome: happened.isApt && run !== null ? givenOutcome(source, run) : 'yes',
      fields: { value: json },
      reason: null,
    },
    consent_withdrawn: { node: happened.isApt && run !== null ? consentNode(run, id) : id, reason: null },
    noted: { data: { value: json } },
    decided: { decision: 'rejected', reason: 'No.' },
    cancelled: { reason: null },
  };
  return JSON.parse(JSON.stringify({ type: chosen, at: AT, ...members[chosen] }));
}

export function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

export interface Journey {
  readonly taken: RunEvent[];
  readonly refused: { readonly before: Run | null; readonly event: RunEvent; readonly error: EventError }[];
  readonly advances: { readonly before: Run | null; readonly event: RunEvent; readonly after: Advance }[];
  readonly run: Run | null;
}

/** Lives through a sequence of happenings. Everything that the engine gets is frozen, so that a change would throw. */
export function live(source: Graph, happenings: readonly Happening[]): Journey {
  const journey: Journey = { taken: [], refused: [], advances: [], run: null };
  let run: Run | null = null;
  for (const one of happenings) {
    const event = freeze(eventOf(source, run, one));
    const step = advance(freeze(source), run, event);
    if (!step.ok) {
      journey.refused.push({ before: run, event, error: step.error });
      continue;
    }
    journey.taken.push(event);
    journey.advances.push({ before: run, event, after: freeze(step.value) });
    run = step.value.run;
  }
  return { ...journey, run };
}

export const sequence = fc.array(happening, { maxLength: 40 });
