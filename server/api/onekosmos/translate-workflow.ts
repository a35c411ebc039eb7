import { isList, isObject, type Json, type JsonObject, own } from '@gatehouse/core/json.ts';
import { fail, ok, type Result } from '@gatehouse/core/result.ts';
import type { InputError } from '@gatehouse/core/workflow/event.ts';
import type { Scope } from '../../db/scope.ts';
import type { SourcedWorkflow } from '../../domain/workflow/save-source.ts';
import type { FoundWorkflow, NumberedPage, WorkflowFilter } from '../../domain/workflow/search-workflows.ts';
import type { PresentWorkflow } from '../../domain/workflow/source.ts';
import { type DomainError, domainError } from '../../errors.ts';
import { communityOf } from './community.ts';
import { compileDocument } from './document/compile.ts';
import { isOn, textOf, workflowDocument } from './document/document.ts';
import { findExcess } from './document/find-excess.ts';
import { nodeNamesOf } from './node-names.ts';
import { fromWorkflowId, toTime, toWorkflowId } from './translate.ts';

/** What a workflow is called whose document does not say. */
const UNNAMED = 'Untitled workflow';

/** A document as it is kept, with its graph; `request_invalid` names what keeps it from that, or from being published. */
export const toSourced = (document: JsonObject): Result<SourcedWorkflow, DomainError> => {
  const parsed = workflowDocument.parse(document);
  const excess = findExcess(parsed);
  if (excess.length > 0) return fail(invalid('The workflow is too large.', excess));
  const { graph, problems } = compileDocument(parsed);
  const isPublished = isOn(parsed.isPublished);
  if (isPublished && problems.length > 0) return fail(invalid('The workflow cannot be published.', problems));
  return ok({ name: textOf(parsed.name) ?? UNNAMED, graph, source: JSON.stringify(document), isPublished });
};

/** What the graph was refused for, said of the document: its nodes are the graph's, in the same order. */
export const ofDocument = <Value>(result: Result<Value, DomainError>): Result<Value, DomainError> => {
  if (result.ok || result.error.code !== 'graph_invalid') return result;
  const errors = (result.error.errors ?? []).map((found) => ({
    ...found,
    pointer: found.pointer.replace(/\/config\/source$/, '/config/js_code'),
  }));
  return fail(invalid('The workflow cannot be published.', errors));
};

/** The document that a change makes: its members take the place of those there were. */
export const toChanged = ({ source }: PresentWorkflow, change: JsonObject): Result<SourcedWorkflow, DomainError> => {
  const before = readDocument(source);
  if (before === null && own(change, 'nodes') === undefined) return fail(noDocument);
  return toSourced({ ...before, ...change });
};

const noDocument = domainError('request_invalid', 'The workflow was not made of a document.', [
  {
    pointer: '/nodes',
    code: 'required',
    sentence: 'The workflow was not made of a document, so that there is nothing to change: send a whole one.',
  },
]);

/** The document as it was received, with what the server knows better: id, name, and what is missing. */
export const toDocument = (scope: Scope, present: PresentWorkflow) => {
  const { workflow, source } = present;
  const document = readDocument(source) ?? documentOfGraph(present);
  return {
    version: 'v1',
    poiOn: false,
    isPublished: false,
    ...communityOf(scope),
    ...document,
    nodes: nodesOf(document),
    workflowId: toWorkflowId(workflow.id),
    name: workflow.name,
  };
};

const nodesOf = ({ nodes }: JsonObject): JsonObject[] => (isList(nodes) ? nodes.filter(isObject) : []);

const readDocument = (source: string | null): JsonObject | null => {
  const value: Json = source === null ? null : JSON.parse(source);
  return isObject(value) && workflowDocument.safeParse(value).success ? value : null;
};

/** What the vendor's words have for a workflow that was drawn with our own: which nodes there are. */
const documentOfGraph = ({ workflow, graph }: PresentWorkflow): JsonObject => ({
  isPublished: workflow.latestVersion !== null,
  nodes: nodeNamesOf({ graph, source: null }).nodes.map(({ node, vendorId, vendorType }) => ({
    id: vendorId,
    type: vendorType,
    name: node.label?.en ?? vendorId,
  })),
});

/** What a page of workflows shows of one. */
export const toListed = ({ id, name, createdAt, updatedAt }: FoundWorkflow) => ({
  workflowId: toWorkflowId(id),
  name,
  updatedAt: toTime(updatedAt),
  createdAt: toTime(createdAt),
});

export const toPage = ({ index, size }: NumberedPage, total: number) => ({ index, size, total });

/** Shorter names are looked for as a whole. */
const SHORTEST_PART = 3;

export const toNameFilter = (name: string): WorkflowFilter => ({
  nameLike: { text: name, isWhole: [...name].length < SHORTEST_PART },
});

/** Scalar members that stand in the document alone. */
const searchable = ['type', 'version', 'dvcId', 'styleSheet', 'poiOn', 'piiOn'] as const;

type Answered = Result<WorkflowFilter | null, InputError>;
type Scalar = string | number | boolean | null;

const ofColumn: Readonly<Record<string, (value: Scalar, scope: Scope) => WorkflowFilter | null>> = {
  name: (value) => ({ name: String(value) }),
  workflowId: (value) => (uuid.test(fromWorkflowId(String(value))) ? { id: fromWorkflowId(String(value)) } : null),
  isPublished: (value) => ({ isPublished: String(value) === 'true' }),
  tenantId: (value, scope) => (value === communityOf(scope).tenantId ? {} : null),
  communityId: (value, scope) => (value === communityOf(scope).communityId ? {} : null),
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The filter that a `query` means: each of its members is equal. Null where nothing can fit it. `request_invalid` names
 * members that cannot be asked for.
 */
export const toFilter = (scope: Scope, query: JsonObject): Result<WorkflowFilter | null, DomainError> => {
  const answered = Object.entries(query).map(([name, value]) => filterOf(scope, name, value));
  const wrong = answered.flatMap((one) => (one.ok ? [] : [one.error]));
  if (wrong.length > 0) return fail(invalid('The query is not valid.', wrong));
  const filters = answered.flatMap((one) => (one.ok ? [one.value] : []));
  const members = filters.flatMap((filter) => filter?.members ?? []);
  return ok(filters.includes(null) ? null : { ...Object.assign({}, ...filters), members });
};

const filterOf = (scope: Scope, name: string, value: Json): Answered => {
  const pointer = `/query/${name}`;
  if (typeof value === 'object' && value !== null) {
    return fail({
      pointer,
      code: 'invalid_value',
      sentence: 'Give a text, a number, true, false or null to be equal to.',
    });
  }
  const column = own(ofColumn, name);
  if (column !== undefined) return ok(column(value, scope));
  if (searchable.some((known) => known === name)) {
    return ok({ members: [{ name, value: value === null ? null : String(value) }] });
  }
  const known = [...Object.keys(ofColumn), ...searchable].join(', ');
  return fail({ pointer, code: 'unknown_member', sentence: `Workflows can be searched by ${known}.` });
};

const invalid = (detail: string, errors: readonly InputError[]): DomainError =>
  domainError('request_invalid', detail, errors);
