/** A value as JSON can hold it. Everything that enters the log or a run is of this type. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Reads a member that the record itself has; ids such as `constructor` must not reach the prototype. */
export const own = <Value>(record: { readonly [key: string]: Value }, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `Array.isArray` alone does not narrow a readonly list. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
