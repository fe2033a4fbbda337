/** The token of an `Authorization` header; null for any other scheme or form. */
export function bearerToken(authorization: string): string | null {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1] ?? null;
}
