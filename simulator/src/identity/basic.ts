/** User and password of an Authorization header of the Basic scheme (RFC 7617); undefined for other schemes. */
export function basicCredentials(
  authorization: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return undefined;
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
