const PROTOTYPE = '__proto__';

const member = /^([^[\]]+)\[([^[\]]*)\]$/;

/**
 * A query whose parameters `name[member]` are gathered into one object `name`, as OpenAPI's style `deepObject` writes
 * them (OpenAPI 3.1, section 4.8.12.2). Everything else stays as it is, for the schema to judge; so does `name[__proto__]`,
 * because a schema passes over such a member of an object instead of refusing it.
 */
export const nestQuery = (query: unknown): unknown => {
  if (typeof query !== 'object' || query === null) return query;
  const nested = new Map<string, unknown>();
  const objects = new Map<string, Map<string, unknown>>();
  for (const [name, value] of Object.entries(query)) {
    const [, object, key] = member.exec(name) ?? [];
    if (object === undefined || key === undefined || object === PROTOTYPE || key === PROTOTYPE) nested.set(name, value);
    else objects.set(object, (objects.get(object) ?? new Map()).set(key, value));
  }
  for (const [name, members] of objects) nested.set(name, Object.fromEntries(members));
  return Object.fromEntries(nested);
};
