import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Listeners } from '../../../lib/listeners.ts';
import type { ByteLog } from '../../core/api.ts';

export const ACCOUNT = { username: 'somebody', password: 'the secret' };

/** What the node's own agent does on a terminal: three attempts, and an entry of fewer than three characters fails. */
const AGENT = `
stty sane
printf '==== iPXE boot success, chainloading Micro-OS ====\n'
printf 'Starting to download the Micro-OS image\n'
printf 'The Micro-OS image downloaded successfully, booting into the Micro-OS...\n'
for attempt in 1 2 3; do
  printf '\nProvide Username and password for the IDP\nUsername: '
  IFS= read -r username
  stty -echo
  printf 'Password: '
  IFS= read -r password
  stty echo
  printf '\n\nUsername, Password received: Processing\n'
  account=$(printf '%s/%s' "$username" "$password" | tr -d ' ;')
  [ "$account" != somebody/thesecret ] || { printf 'accepted at attempt %s\n' "$attempt"; exec sleep 600; }
  printf '\nIncorrect username and password provided.\n'
done
`;

/**
 * A terminal of the kernel's, at which the node's agent asks for the onboarding account. What is typed can be held up,
 * as on a busy host: the guest sees it later, in order.
 */
export class PromptingGuest implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #watchers = new Listeners();
  #bytes = Buffer.alloc(0);
  #held: string[] | null = null;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stdout.on('data', (bytes: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#watchers.notify();
    });
  }

  static start(): PromptingGuest {
    const line = `exec sh -c '${AGENT.replaceAll("'", String.raw`'\''`)}'`;
    return new PromptingGuest(spawn('script', ['-qec', line, '/dev/null']));
  }

  get text(): string {
    return this.#bytes.toString('latin1');
  }

  get end(): number {
    return this.#bytes.length;
  }

  type(text: string): void {
    if (this.#held === null) this.#child.stdin.write(text);
    else this.#held.push(text);
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const text of held) this.type(text);
  }

  /** Its output, as a console records it. */
  readonly log: Pick<ByteLog, 'read' | 'watch'> = {
    read: (from, limit) =>
      Promise.resolve(
        from >= this.end
          ? null
          : { kind: 'bytes', offset: from, bytes: this.#bytes.subarray(from, from + limit) },
      ),
    watch: (listener) => this.#watchers.add(listener),
  };

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
