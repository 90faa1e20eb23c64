import { invalidArgument } from '../error.ts';

type TransportName = 'unix' | 'tls' | 'ssh';

/** A connection URI taken apart by libvirt's rules (https://libvirt.org/uri.html, src/remote/remote_driver.c). */
export interface ConnectionURI {
  /** The hypervisor driver, such as `qemu` or `test`; empty when the daemon is to choose (`remote://…`). */
  readonly driver: string;
  readonly transport: TransportName;
  readonly user: string | undefined;
  /** Without the brackets of an IPv6 address. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Decoded, such as `/system`. */
  readonly path: string;
  /** The URI the daemon is asked to open: driver, path, and the parameters that are not for this end. */
  readonly name: string;
  readonly parameters: TransportParameters;
}

/** The query parameters this end understands. */
export interface TransportParameters {
  readonly socket: string | undefined;
  readonly mode: 'auto' | 'legacy' | 'direct';
  readonly command: string | undefined;
  readonly netcat: string | undefined;
  readonly proxy: 'auto' | 'netcat' | 'native' | undefined;
  readonly keyfile: string | undefined;
  readonly knownHosts: string | undefined;
  readonly pkipath: string | undefined;
  /** Asked not to verify the far end; see OpenOptions.allowUnverified. */
  readonly noVerify: boolean;
}

/** RFC 3986, appendix B, with the authority taken apart as well. */
const form =
  /^([a-z][a-z0-9+.-]*):(?:\/\/(?:([^@/?#]*)@)?(\[[0-9a-f:.]+(?:%25[\w.~-]+)?\]|[^:/?#]*)(?::(\d*))?)?(\/(?!\/)[^?#]*)?(?:\?([^#]*))?(?:#(.*))?$/i;

/** Parses `text`; throws `invalid` with the part that is wrong and what would be right. */
export function parseURI(text: string): ConnectionURI {
  const match = form.exec(text);
  if (!match)
    throw invalidArgument(`«${text}» is not a connection URI; expected something like qemu:///system`);
  const [, scheme = '', rawUser, rawHost, rawPort, rawPath = '', query = '', fragment] = match;
  const [driver, transportName] = splitScheme(scheme);
  const host = rawHost ? decode(rawHost).replace(/^\[(.*)\]$/, '$1') : undefined;
  const transport = chooseTransport(transportName, host);
  const own = new Map<string, string>();
  const forDaemon: string[] = [];
  let name: string | undefined;
  for (const [key, value] of parseQuery(query)) {
    const lower = key.toLowerCase();
    if (lower === 'name') name = value;
    else if (ownParameters.has(lower)) own.set(lower, value);
    else forDaemon.push(`${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
  }
  const isRemote = driver === 'remote';
  return {
    driver: isRemote ? '' : driver,
    transport,
    user: rawUser ? option('user name', decode(rawUser)) : undefined,
    host: host === undefined ? undefined : option('host name', host),
    port: parsePort(rawPort, host),
    path: decode(rawPath),
    name:
      name ??
      (isRemote
        ? ''
        : [`${driver}://${rawPath}`, ...tail('?', forDaemon.join('&')), ...tail('#', fragment)].join('')),
    parameters: parseParameters(own),
  };
}

function tail(mark: string, text = ''): string[] {
  return text === '' ? [] : [mark, text];
}

const ownParameters = new Set([
  'command',
  'socket',
  'auth',
  'sshauth',
  'netcat',
  'keyfile',
  'pkipath',
  'known_hosts',
  'known_hosts_verify',
  'tls_priority',
  'mode',
  'proxy',
  'no_sanity',
  'no_verify',
  'no_tty',
  'authfile',
]);

function splitScheme(scheme: string): [string, string | undefined] {
  const plus = scheme.indexOf('+');
  return plus < 0 ? [scheme, undefined] : [scheme.slice(0, plus), scheme.slice(plus + 1).toLowerCase()];
}

function chooseTransport(name: string | undefined, host: string | undefined): TransportName {
  switch (name ?? (host ? 'tls' : 'unix')) {
    case 'unix':
      if (host)
        throw invalidArgument(`a unix socket is local: leave out the host «${host}», or use +ssh or +tls`);
      return 'unix';
    case 'tls':
      return 'tls';
    case 'ssh':
      return 'ssh';
    case 'tcp':
      throw invalidArgument('the tcp transport is unencrypted and not supported; use +tls or +ssh');
    case 'ext':
    case 'libssh':
    case 'libssh2':
      throw invalidArgument(
        `the ${name ?? ''} transport is not supported; use +ssh, or open with a dial function`,
      );
    default:
      throw invalidArgument(`unknown transport «${name ?? ''}»; expected unix, tls or ssh`);
  }
}

/** A value that ends up on a command line must not read as an option there. */
function option(what: string, value: string): string {
  if (value.startsWith('-')) throw invalidArgument(`a ${what} must not begin with a dash: «${value}»`);
  return value;
}

function parsePort(raw: string | undefined, host: string | undefined): number | undefined {
  if (raw === undefined || raw === '' || host === undefined) return undefined;
  const port = Number(raw);
  if (port > 65_535) throw invalidArgument(`port ${raw} is not between 1 and 65535`);
  return port === 0 ? undefined : port;
}

/** `a=1&b`; libvirt also takes `;`, but only behind the last `&`. A part without a name is skipped. */
function parseQuery(query: string): [string, string][] {
  const segments = query.split('&');
  const last = segments.pop() ?? '';
  return [...segments, ...last.split(';')]
    .filter((part) => part !== '' && !part.startsWith('='))
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0
        ? [decode(part), '']
        : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    });
}

function parseParameters(own: ReadonlyMap<string, string>): TransportParameters {
  const auth = own.get('auth');
  if (auth !== undefined && !['polkit', 'none'].includes(auth.toLowerCase())) {
    throw invalidArgument(`authentication «${auth}» is not supported; polkit and none are`);
  }
  if (own.has('tls_priority'))
    throw invalidArgument('tls_priority is a GnuTLS setting and not supported here');
  return {
    socket: own.get('socket'),
    mode: oneOf('mode', own.get('mode'), ['auto', 'legacy', 'direct']) ?? 'auto',
    command: own.get('command'),
    netcat: own.get('netcat'),
    proxy: oneOf('proxy', own.get('proxy'), ['auto', 'netcat', 'native']),
    keyfile: own.get('keyfile'),
    knownHosts: own.get('known_hosts'),
    pkipath: own.get('pkipath'),
    noVerify: flag('no_verify', own.get('no_verify')),
  };
}

function oneOf<Choice extends string>(
  name: string,
  value: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((choice) => choice === value);
  if (!found) throw invalidArgument(`${name}=${value} is unknown; expected ${choices.join(', ')}`);
  return found;
}

function flag(name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (!/^-?\d+$/.test(value)) throw invalidArgument(`${name}=${value} is not a number; expected 0 or 1`);
  return Number(value) !== 0;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw invalidArgument(`«${part}» has a broken % escape`, cause);
  }
}
