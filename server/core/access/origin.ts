/** Where browsers reach this server, for telling its own pages from foreign ones. */
export interface OwnOrigin {
  /** VEN_BASE_URL, when a proxy stands before the server. */
  readonly baseUrl: string | null;
  readonly tls: boolean;
}

/**
 * Whether a page with this origin is one of ours: it was loaded from the address that the request itself was sent
 * to, or from the configured base URL. (A foreign name that resolves to this machine passes, but the cookie of
 * another name does not come with it.)
 */
export function isOwnOrigin(origin: string, host: string | undefined, { baseUrl, tls }: OwnOrigin): boolean {
  if (baseUrl !== null && URL.canParse(baseUrl) && new URL(baseUrl).origin === origin) return true;
  return host !== undefined && origin === `${tls ? 'https' : 'http'}://${host.toLowerCase()}`;
}
