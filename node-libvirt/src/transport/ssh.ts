import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { invalidArgument } from '../error.ts';
import type { Transport } from './transport.ts';
import { abortError, refused } from './transport.ts';

export interface SSHTarget {
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly keyfile: string | undefined;
  readonly knownHosts: string | undefined;
  readonly verify: boolean;
  /** The program to run instead of `ssh`. */
  readonly command: string | undefined;
  readonly netcat: string | undefined;
  readonly proxy: 'auto' | 'netcat' | 'native';
  /** The daemon's socket at the far end, for netcat. */
  readonly socket: string;
  /** The URI for virt-ssh-helper at the far end. */
  readonly name: string;
  readonly readOnly: boolean;
}

/** ssh's arguments; the last is the one string that the far end's shell reads. */
export function sshArguments(target: SSHTarget): string[] {
  return [
    ...(target.port === undefined ? [] : ['-p', String(target.port)]),
    ...(target.user === undefined ? [] : ['-l', target.user]),
    ...(target.keyfile === undefined ? [] : ['-i', target.keyfile]),
    ...(target.knownHosts === undefined ? [] : ['-o', `UserKnownHostsFile=${target.knownHosts}`]),
    ...(target.verify ? [] : ['-o', 'StrictHostKeyChecking=no']),
    // No terminal, no escape character, no prompts.
    ...['-T', '-e', 'none', '-o', 'BatchMode=yes', '--', target.host],
    `sh -c ${quote(remoteScript(target))}`,
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
  const nc = quote(netcat ?? 'nc');
  // Some netcats need -q0 to end when their input does, others do not know it.
  const relay = `if ${nc} -q 2>&1 | grep -q "requires an argument"; then exec ${nc} -q0 -U ${quote(socket)}; else exec ${nc} -U ${quote(socket)}; fi`;
  if (proxy === 'netcat' || netcat !== undefined) return relay;
  return `if command -v virt-ssh-helper >/dev/null 2>&1; then ${helper}; else ${relay}; fi`;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

const complaintMax = 4096;
const complaintGraceMilliseconds = 200;

/** Starts the system's OpenSSH client, without any shell at this end. Fails later, on the first call, if ssh does. */
export function dialSSH(target: SSHTarget, signal: AbortSignal | undefined): Promise<Transport> {
  if (signal?.aborted) return Promise.reject(abortError(signal));
  return new Promise((resolve, reject) => {
    const child = spawn(target.command ?? 'ssh', sshArguments(target), { stdio: ['pipe', 'pipe', 'pipe'] });
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
      reject(refused(`cannot run ${target.command ?? 'ssh'}: ${cause.message}`, cause));
    });
    child.once('spawn', () => {
      const duplex = Duplex.from({ readable: child.stdout, writable: child.stdin });
      // Closing our end ends ssh; one that does not take the hint is ended.
      duplex.once('close', () => child.kill());
      resolve({ duplex, complaint: () => closed.then(() => complaint.trim()) });
    });
  });
}
