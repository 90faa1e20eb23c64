import { type ChildProcess, spawn } from 'node:child_process';
import { lstat, readlink, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { deferred } from '../live/deferred.ts';
import { written, type OpenViewer } from './console-socket-server.ts';

const READY = 'ready\n';
/**
 * Runs in the new terminal, and keeps it open, so that one program after the other can open it; until we end, however we do.
 */
const HOLDER = 'stty raw -echo && ln -s -- "$(tty)" "$VEN_PTY_LINK" && echo ready && exec cat <&3 >/dev/null';

/** A link to a terminal that is gone is replaced; anything else that is there stays. */
async function makeRoom(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  const leadsTo = found.isSymbolicLink() ? await readlink(path) : '';
  if (leadsTo.startsWith('/dev/pts/') && (await stat(path).catch(() => null)) === null) await rm(path);
  else
    throw new ConsoleError('conflict', `${path} exists.`, {
      fix: 'Use another path, or remove what is there.',
    });
}

const unavailable = () =>
  new ConsoleError('invalid', 'A terminal could not be made.', {
    fix: 'Use a path in a folder that you may write to. It needs the command script of util-linux; without it, use --unix SOCKET.',
  });

/** Resolves when the link is there. */
function made(child: ChildProcess, output: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const onData = (bytes: Buffer): void => {
      said += bytes.toString();
      if (!said.endsWith(READY)) return;
      output.off('data', onData);
      resolve();
    };
    output.on('data', onData);
    child.once('error', () => reject(unavailable()));
    child.once('exit', () => reject(unavailable()));
  });
}

/** A terminal for other programs, at a link: what they write is typed into the port, what they read is its output. */
export async function servePty(path: string, open: OpenViewer) {
  await makeRoom(path);
  const child = spawn('script', ['-qefc', HOLDER, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, VEN_PTY_LINK: path, SHELL: '/bin/sh' },
    // Ctrl-C is for ven, which then ends it.
    detached: true,
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw unavailable();
  stdin.on('error', () => undefined);
  await made(child, stdout);
  const failure = deferred<never>();
  child.once('exit', () => failure.reject(unavailable()));
  const close = async (): Promise<void> => {
    child.kill();
    await rm(path, { force: true });
  };
  try {
    const serial = await open({
      bytes: (bytes) => written(stdin, bytes),
    });
    const decoder = new StringDecoder('utf8');
    stdout.on('data', (bytes: Buffer) => serial.input(decoder.write(bytes)));
    serial.failed.catch(failure.reject);
    return {
      failed: failure.promise,
      close: async () => {
        serial.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
