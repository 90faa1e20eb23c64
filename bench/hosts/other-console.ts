import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { answer, type Order } from './console-orders.ts';

/** A console in a process of its own. */
export class OtherConsole implements AsyncDisposable {
  // With the loader and conditions of this process.
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'one-console.ts'));
  readonly #ended = once(this.#child, 'exit');

  static async open(uris: readonly string[]): Promise<OtherConsole> {
    const opened = new OtherConsole();
    await opened.ask({ act: 'open', uris: [...uris] });
    return opened;
  }

  /** One order at a time. */
  async ask(asked: Order): Promise<readonly number[]> {
    const answered = new Promise<unknown>((resolve) => void this.#child.once('message', resolve));
    this.#child.send(asked);
    const ended = this.#ended.then(() => Promise.reject(new Error('the console of a benchmark ended')));
    return answer.parse(await Promise.race([answered, ended]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#ended;
  }
}
