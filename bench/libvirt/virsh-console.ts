import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** `virsh console`, which insists on a terminal: script(1) gives it one. */
export class VirshConsole implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
  }

  /** Resolves when the guest's shell answers through it. */
  static async open(uri: string, domain: string): Promise<VirshConsole> {
    // Both come from us and have no character that a shell would care about.
    const line = `stty raw -echo; exec virsh --connect '${uri}' console ${domain}`;
    const child = spawn('script', ['--quiet', '--command', line, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await answering(child.stdin, child.stdout);
    return new VirshConsole(child);
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Hands over what comes; the result stops it. */
  subscribe(listener: (bytes: Buffer) => void): () => void {
    this.#child.stdout.on('data', listener);
    return () => this.#child.stdout.off('data', listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#child, 'exit');
    // Ctrl-], virsh's way out.
    this.write('\x1d');
    await exited;
  }
}

/** Asks until the guest's shell answers: it may not be up yet, and virsh drops what is typed before it listens. */
export async function answering(input: Writable, output: Readable): Promise<void> {
  let text = '';
  const listen = (chunk: Buffer) => {
    text += chunk.toString('latin1');
  };
  output.on('data', listen);
  while (!text.includes('\n42\r')) {
    input.write('echo $((6 * 7))\n');
    await pause(500);
  }
  output.off('data', listen);
}
