import { spawn } from 'node:child_process';
import { vi } from 'vitest';
import { qemuURI, virsh, virshProgram } from './virsh.ts';

/** What `virsh event` prints, while it runs: an independent witness of lifecycle events. */
export class VirshEvents {
  readonly #process = spawn(virshProgram, ['--connect', qemuURI, 'event', '--event', 'lifecycle', '--loop'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  #printed = '';

  constructor() {
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
    });
  }

  /** Lifecycle events of one domain, such as `Stopped Destroyed`, in order. */
  of(name: string): string[] {
    const form = new RegExp(`^event 'lifecycle' for domain '${name}': (.+)$`, 'gm');
    return [...this.#printed.matchAll(form)].map(([, event = '']) => event);
  }

  /** Waits until virsh listens: until it has seen `probe`'s events, which `cause` brings about. */
  async listening(probe: string, cause: () => Promise<unknown>): Promise<void> {
    await vi.waitFor(
      async () => {
        await cause();
        await virsh('list');
        if (this.of(probe).length === 0) throw new Error('virsh event does not listen yet');
      },
      { timeout: 20_000, interval: 50 },
    );
  }

  stop(): void {
    this.#process.kill();
  }
}
