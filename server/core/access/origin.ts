import { isIPv6 } from 'node:net';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** The addresses at which browsers reach this server, to tell its own pages from foreign ones. */
export interface OwnOrigin {
  /** VEN_BASE_URL, if the server is behind a proxy. */
  readonly baseUrl: string | null;
  readonly tls: boolean;
  /** The address or name that it listens on. */
  readonly host: string;
}

const isLoopbackName = (name: string): boolean =>
  name === 'localhost' ||
  name.endsWith('.localhost') ||
  /^127\.\d+\.\d+\.\d+$/.test(name) ||
  name === '[::1]' ||
  // ::ffff:127.x.y.z
  name.startsWith('[::ffff:7f');

/** The host name in the canonical form of URLs; null if it is invalid. The port is ignored. */
function hostName(host: string): string | null {
  if (!/^[^\s/\\?#@]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}

/**
 * Whether a request with this Host header is meant for this console. A console on loopback is reached by a loopback
 * name, by the name that it listens on, or by that of VEN_BASE_URL; any other name indicates DNS rebinding. The names of
 * a console that listens beyond loopback are unknown, so all are accepted.
 */
export function isOwnHost(header: string | undefined, { baseUrl, host }: OwnOrigin): boolean {
  const own = hostName(isIPv6(host) ? `[${host}]` : host);
  if (own === null || !isLoopbackName(own)) return true;
  const name = hostName(header ?? '');
  if (name === null) return false;
  const base = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : null;
  return isLoopbackName(name) || name === own || name === base;
}

export function foreignHost(): ConsoleError {
  return new ConsoleError(
    'forbidden',
    'The request was sent to a host name that does not belong to this console.',
    {
      fix: 'Open it as http://localhost and its port; behind a proxy or under another name, set VEN_BASE_URL to that address.',
    },
  );
}

/**
 * Whether a page with this origin belongs to this console: it was loaded from the address that the request was sent to,
 * or from the configured base URL. (A foreign name that resolves to this machine passes, but the browser does not send
 * this console's cookie with it.)
 */
export function isOwnOrigin(origin: string, host: string | undefined, { baseUrl, tls }: OwnOrigin): boolean {
  if (baseUrl !== null && URL.canParse(baseUrl) && new URL(baseUrl).origin === origin) return true;
  return host !== undefined && origin === `${tls ? 'https' : 'http'}://${host.toLowerCase()}`;
}
