import type { Access, Identity } from './api.ts';

/** Browsers keep cookies by host and not by port; two consoles on one machine must not overwrite each other's. */
export const sessionCookieOf = (installation: string): string => `ven_session_${installation}`;

/** Headers as provided by Node.js; Hono's requests fit the same shape. */
export interface CredentialHeaders {
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
}

export interface Credential {
  readonly kind: Identity['kind'];
  readonly secret: string;
}

export function cookieValue(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const [key, ...rest] = part.split('=');
    if (key?.trim() === name) return rest.join('=').trim();
  }
  return undefined;
}

/** An explicit token takes precedence over a cookie, which browsers add by themselves; null when there is neither. */
export function credentialOf(
  { cookie, authorization }: CredentialHeaders,
  sessionCookie: string,
): Credential | null {
  if (authorization !== undefined) {
    const [, secret] = /^Bearer +(\S{1,512})$/i.exec(authorization) ?? [];
    return secret === undefined ? { kind: 'token', secret: '' } : { kind: 'token', secret };
  }
  const secret = cookie === undefined ? undefined : cookieValue(cookie, sessionCookie);
  return secret === undefined || secret === '' ? null : { kind: 'session', secret };
}

/** The authenticated sender of these headers; null if there is none. */
export async function identify(access: Access, headers: CredentialHeaders): Promise<Identity | null> {
  const credential = credentialOf(headers, access.sessionCookie);
  return credential && (await access.authenticate(credential.secret, credential.kind));
}
