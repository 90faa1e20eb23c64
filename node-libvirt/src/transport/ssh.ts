import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { invalidArgument } from '../error.ts';
import type { Transport } from './transport.ts';
import { abortError, refused } from './transport.ts';

export interface SSHDestination {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly keyfile: string | undefined;
  readonly knownHosts: string | undefined;
  readonly verify: boolean;
  /** The program to run instead of `ssh`. */
  readonly command: string | undefined;
  /** As in ssh's configuration, `Keyword=value`; they come before all others, and so prevail. */
  readonly options: readonly string[];
}

export interface SSHTarget extends SSHDestination {
  readonly netcat: string | undefined;
  readonly proxy: 'auto' | 'netcat' | 'native';
  /** The daemon's socket at the far end, for netcat. */
  readonly socket: string;
  /** The URI for virt-ssh-helper at the far end. */
  readonly name: string;
  readonly readOnly: boolean;
}

/** A socket that the far end can connect to. */
export type FarSocket = { readonly host: string; readonly port: number } | { readonly path: string };

/** ssh's arguments; the last is the one string that the far end's shell reads. */
export function sshArguments(target: SSHTarget): string[] {
  return [...destinationArguments(target), `sh -c ${quote(remoteScript(target))}`];
}

/** ssh's arguments for a connection to `far`: ssh forwards TCP itself, and needs netcat for a path. */
export function tunnelArguments(destination: SSHDestination, far: FarSocket): string[] {
  if ('path' in far) {
    return [...destinationArguments(destination), `sh -c ${quote(relayScript(quote('nc'), far.path))}`];
  }
  const host = far.host.includes(':') ? `[${far.host}]` : far.host;
  return ['-W', `${host}:${String(far.port)}`, ...destinationArguments(destination)];
}

function destinationArguments(target: SSHDestination): string[] {
  return [
    ...target.options.flatMap((option) => ['-o', option]),
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.keyfile === undefined ? [] : ['-i', target.keyfile]),
    ...(target.knownHosts === undefined ? [] : ['-o', `UserKnownHostsFile=${target.knownHosts}`]),
    ...(target.verify ? [] : ['-o', 'StrictHostKeyChecking=no']),
    // No terminal, no escape character, no prompts.
    ...['-T', '-e', 'none', '-o', 'BatchMode=yes', '--', target.host],
  ];
}

/**
 * Prefers virt-ssh-helper, which finds the right socket itself, and falls back to netcat.
 * An explicit socket or netcat path means netcat. Source: doRemoteOpen and virNetClientSSHHelperCommand.
 */
function remoteScript({ proxy, netcat, socket, name, readOnly }: SSHTarget): string {
  const helper = `exec virt-ssh-helper${readOnly ? ' -r' : ''} ${quote(name)}`;
  if (proxy === 'native') {
    if (netcat !== undefined) throw invalidArgument('netcat= cannot be combined with proxy=native');
    return helper;
  }
  const relay = relayScript(quote(netcat ?? 'nc'), socket);
  if (proxy === 'netcat' || netcat !== undefined) return relay;
  return `if command -v virt-ssh-helper >/dev/null 2>&1; then ${helper}; else ${relay}; fi`;
}

/** Some netcats need -q0 to end when their input does, others do not know it. */
const relayScript = (nc: string, socket: string): string =>
  `if ${nc} -q 2>&1 | grep -q "requires an argument"; then exec ${nc} -q0 -U ${quote(socket)}; else exec ${nc} -U ${quote(socket)}; fi`;

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

const complaintMax = 4096;
const complaintGraceMilliseconds = 200;

/** Starts the system's OpenSSH client, without any shell at this end. Fails later, on the first call, if ssh does. */
export const dialSSH = (target: SSHTarget, signal: AbortSignal | undefined): Promise<Transport> =>
  startSSH(target.command, sshArguments(target), signal);

/** Like `dialSSH`, for another socket at the far end. */
export const tunnelSSH = (
  destination: SSHDestination,
  far: FarSocket,
  signal: AbortSignal | undefined,
): Promise<Transport> => startSSH(destination.command, tunnelArguments(destination, far), signal);

function startSSH(
  command = 'ssh',
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Transport> {
  if (signal?.aborted) return Promise.reject(abortError(signal));
  return new Promise((resolve, reject) => {
    // Without a terminal or a program for it, nothing can ask a person, and so wait: not even the ssh to a jump host, which
    // gets none of our options.
    const env = { ...process.env, SSH_ASKPASS_REQUIRE: 'never' };
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env });
    let complaint = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      complaint = (complaint + text).slice(-complaintMax);
    });
    // 'close' comes when the process is gone and its stderr is read to the end; a grandchild may hold that open.
    const closed = new Promise<void>((done) => {
      child.once('close', () => {
        done();
      });
      child.once('exit', () => setTimeout(done, complaintGraceMilliseconds).unref());
    });
    child.once('error', (cause) => {
      reject(refused(`cannot run ${command}: ${cause.message}`, cause));
    });
    child.once('spawn', () => {
      const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
      // Closing our end ends ssh; one that does not take the hint is ended.
      duplex.once('close', () => child.kill());
      resolve({ duplex, complaint: () => closed.then(() => complaint.trim()) });
    });
  });
}
