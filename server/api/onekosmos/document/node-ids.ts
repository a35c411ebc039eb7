import { nodeId } from '@gatehouse/core/workflow/graph.ts';
import { type DocumentNode, isHtml, type WorkflowDocument } from './document.ts';

/** The ids of a document's nodes in both worlds. What names no node comes back as it is, and then names none here either. */
export interface NodeIds {
  toNode(vendorId: string): string;
  toVendor(nodeId: string): string;
}

/** Ids stay as they are where the core takes them; another, or a missing one, becomes `n` and the position of its node. */
export const nodeIdsOf = ({ nodes }: Pick<WorkflowDocument, 'nodes'>): NodeIds => {
  const { known, byVendor, byNode } = assign((nodes ?? []).map(({ id }) => id ?? null));
  return {
    // An id of ours that stands for another one is none that a document could name.
    toNode: (vendorId) => byVendor.get(vendorId) ?? (known.has(vendorId) ? '' : vendorId),
    toVendor: (id) => byNode.get(id) ?? id,
  };
};

/** The ids of a document's nodes in our graph, by position. */
export const nodeIdList = ({ nodes }: Pick<WorkflowDocument, 'nodes'>): readonly string[] =>
  assign((nodes ?? []).map(({ id }) => id ?? null)).list;

const assign = (vendorIds: readonly (string | null)[]) => {
  const known = new Set(vendorIds.filter((id) => id !== null && fits(id)));
  const byVendor = new Map<string, string>();
  const byNode = new Map<string, string>();
  const list = vendorIds.map((vendorId, index) => {
    const given = vendorId === null ? undefined : byVendor.get(vendorId);
    if (given !== undefined) return given;
    const id = vendorId !== null && fits(vendorId) ? vendorId : freeName(known, `n${index}`);
    known.add(id);
    byNode.set(id, vendorId ?? id);
    if (vendorId !== null) byVendor.set(vendorId, id);
    return id;
  });
  return { known, byVendor, byNode, list };
};

const fits = (id: string): boolean => nodeId.safeParse(id).success;

const freeName = (taken: ReadonlySet<string | null>, name: string): string => {
  let free = name;
  while (taken.has(free)) free += '_';
  return free;
};

/** What a form's answers are called in both worlds. */
export interface FieldNames {
  toField(vendorName: string): string;
  toVendor(fieldName: string): string;
  /** By position in `fields`; null where a field takes no answer. */
  readonly list: readonly (string | null)[];
}

/** A name of the core's forms; `camera` is the page's own member of the input. */
const fieldForm = /^(?!camera$)[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** Names stay as they are where the core takes them; another, a missing or a second one becomes `f` and its position. */
export const fieldNamesOf = ({ fields }: Pick<DocumentNode, 'fields'>): FieldNames => {
  const vendorNames = (fields ?? []).map((field) => (isHtml(field) ? null : (field.name ?? '')));
  const known = new Set(vendorNames.filter((name) => name !== null && fieldForm.test(name)));
  const byVendor = new Map<string, string>();
  const byField = new Map<string, string>();
  const list = vendorNames.map((vendorName, index) => {
    if (vendorName === null) return null;
    const isFirst = !byVendor.has(vendorName);
    const name = isFirst && fieldForm.test(vendorName) ? vendorName : freeName(known, `f${index}`);
    known.add(name);
    byField.set(name, isFirst && vendorName !== '' ? vendorName : name);
    if (isFirst) byVendor.set(vendorName, name);
    return name;
  });
  return {
    toField: (vendorName) => byVendor.get(vendorName) ?? vendorName,
    toVendor: (fieldName) => byField.get(fieldName) ?? fieldName,
    list,
  };
};
