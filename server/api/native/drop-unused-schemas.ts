/** The part of an OpenAPI document that is looked at here. */
interface Document {
  paths?: unknown;
  components?: { schemas?: Record<string, unknown> };
}

/** The generator names each schema twice, as it is sent and as it is answered; this leaves only what the paths lead to. */
export function dropUnusedSchemas<Whole extends Document>(document: Whole): Whole {
  const schemas = document.components?.schemas ?? {};
  const used = new Set<string>();
  const waiting = namesIn(document.paths);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name)) continue;
    used.add(name);
    waiting.push(...namesIn(schemas[name]));
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}

/** Names of the schemas that a part of the document refers to. */
function namesIn(part: unknown): string[] {
  const references = JSON.stringify(part ?? null).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g);
  return [...references].flatMap(([, name]) => name ?? []);
}
