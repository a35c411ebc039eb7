/** The token of an `Authorization: Bearer` header (RFC 6750, 2.1); the scheme's case is free (RFC 9110, 11.1). */
export const bearerToken = (header: string | undefined): string | null =>
  /^Bearer +([\w.~+/=-]+)$/i.exec(header ?? '')?.[1] ?? null;
