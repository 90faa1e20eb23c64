import { invalidArgument } from '../error.ts';
import { dialSSH, type FarSocket, type SSHDestination, tunnelSSH } from './ssh.ts';
import { defaultTLSPort, dialTLS } from './tls.ts';
import type { Dial, Transport } from './transport.ts';
import { dialUnix, socketPath } from './unix.ts';
import { type ConnectionURI, parseURI } from './uri.ts';

export interface DialSettings {
  readonly readOnly: boolean;
  readonly allowUnverified: boolean;
  /** Of ssh, as in its configuration: `Keyword=value`. */
  readonly sshOptions: readonly string[];
}

/** How to reach the daemon a URI names; `undefined` for the local daemon of libvirt's own choice. */
export function dialFor(uri: ConnectionURI | undefined, settings: DialSettings): Dial {
  if (!uri) return dialLocal('', process.geteuid?.() === 0 ? '/system' : '/session', settings.readOnly);
  const { parameters, transport } = uri;
  if (parameters.noVerify && !settings.allowUnverified) {
    throw invalidArgument(
      'no_verify=1 gives up knowing who is at the far end; allow it with allowUnverified: true',
    );
  }
  const verify = !parameters.noVerify;
  switch (transport) {
    case 'unix':
      return parameters.socket === undefined
        ? dialLocal(uri.driver, uri.path, settings.readOnly, parameters.mode)
        : (signal) => dialUnix(parameters.socket ?? '', signal);
    case 'tls':
      return (signal) =>
        dialTLS(
          {
            host: uri.host ?? 'localhost',
            port: uri.port ?? defaultTLSPort,
            pkipath: parameters.pkipath,
            verify,
          },
          signal,
        );
    case 'ssh':
      return sshDial(uri, settings);
  }
}

/** Looked up every time: the daemons may have been replaced between two connections. */
function dialLocal(
  driver: string,
  path: string,
  readOnly: boolean,
  mode: ConnectionURI['parameters']['mode'] = 'auto',
): Dial {
  return (signal) => dialUnix(socketPath({ driver, path, transport: 'unix', mode, readOnly }), signal);
}

/** A connection to another socket at the far end of a URI with the transport ssh: by the same ssh, with the same options. */
export function openTunnel(
  uri: string,
  far: FarSocket,
  {
    sshOptions = [],
    signal,
  }: { readonly sshOptions?: readonly string[]; readonly signal?: AbortSignal } = {},
): Promise<Transport> {
  const parsed = parseURI(uri);
  if (parsed.transport !== 'ssh') throw invalidArgument(`«${uri}» has no ssh to go through`);
  return tunnelSSH(sshDestination(parsed, sshOptions), far, signal);
}

function sshDestination(uri: ConnectionURI, options: readonly string[]): SSHDestination {
  const { parameters, host = 'localhost', port, user } = uri;
  const { keyfile, knownHosts, command, noVerify } = parameters;
  return { host, port, user, keyfile, knownHosts, command, options, verify: !noVerify };
}

function sshDial(uri: ConnectionURI, { readOnly, sshOptions }: DialSettings): Dial {
  const { parameters, driver, path } = uri;
  const choice = { driver, path, transport: uri.transport, mode: parameters.mode, readOnly };
  const target = {
    ...sshDestination(uri, sshOptions),
    netcat: parameters.netcat,
    proxy: parameters.proxy ?? defaultProxy(parameters.socket, path),
    socket: parameters.socket ?? socketPath(choice),
    name: uri.name,
    readOnly,
  } as const;
  return (signal) => dialSSH(target, signal);
}

/** netcat needs a path, and the path of a user's own daemon at the far end is not known here. */
function defaultProxy(socket: string | undefined, path: string) {
  if (socket !== undefined) return 'netcat';
  return path === '/session' ? 'native' : 'auto';
}
