// Whether a parsed JSON value has fields: it is neither a list nor null.

export type JsonObject = {readonly [key: string]: unknown};

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
