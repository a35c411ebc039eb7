/** The part of an OpenAPI document that is looked at here. */
interface Document {
  paths?: unknown;
}

/** The generator calls every body required; one without a required member may be left out altogether. */
export function markOptionalBodies<Whole extends Document>(document: Whole): Whole {
  return { ...document, paths: mapMembers(document.paths, (path) => mapMembers(path, markOptionalBody)) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapMembers = (value: unknown, change: (member: unknown) => unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member)])) : value;

const markOptionalBody = (operation: unknown): unknown => {
  if (!isObject(operation) || !isObject(operation.requestBody)) return operation;
  const { content } = operation.requestBody;
  const schemas = isObject(content) ? Object.values(content).map((part) => (isObject(part) ? part.schema : null)) : [];
  const mayBeLeftOut = schemas.every(takesNothing);
  return mayBeLeftOut ? { ...operation, requestBody: { ...operation.requestBody, required: false } } : operation;
};

const takesNothing = (schema: unknown): boolean =>
  isObject(schema) && schema.type === 'object' && !schema.required && !schema.minProperties;
