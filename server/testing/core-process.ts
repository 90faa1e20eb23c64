import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { BulkInput } from '../../lib/contract/bulk.ts';
import type { HostSettings } from '../../lib/contract/host-settings.ts';
import type { CreateInput } from '../../lib/contract/node.ts';
import type { SimulatorFacts } from '../orchestrator/settings.ts';
import { bundled } from './bundled.ts';
import { eventually } from './eventually.ts';

const Line = z.object({
  kind: z.string(),
  object: z
    .looseObject({
      step: z.looseObject({ name: z.string() }).nullish(),
      state: z.string().nullish(),
      stage: z.string().nullish(),
      id: z.string().nullish(),
    })
    .optional(),
});
type Line = z.infer<typeof Line>;

/** Core in a separate process that a test can kill at any point. */
export class CoreProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly lines: Line[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'exit');
    if (child.stdout === null) throw new Error('its output is piped');
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.lines.push(Line.parse(JSON.parse(line))),
    );
  }

  static async start(options: {
    readonly installation: string;
    readonly dataDir: string;
    readonly simulator: SimulatorFacts;
  }): Promise<CoreProcess> {
    const args = [await bundled('server/testing/core-program.ts'), JSON.stringify(options)];
    const started = new CoreProcess(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
    await started.said('open', () => true);
    return started;
  }

  create(request: CreateInput): void {
    this.#command({ create: request });
  }

  remove(name: string): void {
    this.#command({ remove: name });
  }

  /** Begins an action on several nodes. */
  bulk(request: BulkInput): void {
    this.#command({ bulk: request });
  }

  /** Changes the settings of its host. */
  host(settings: Partial<HostSettings>): void {
    this.#command({ host: { name: 'local', uri: 'qemu:///system', settings } });
  }

  #command(command: object): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  checkpoint(of: string, name: string): void {
    this.#child.stdin?.write(`${JSON.stringify({ checkpoint: name, of })}\n`);
  }

  restore(of: string, name: string): void {
    this.#child.stdin?.write(`${JSON.stringify({ restore: name, of })}\n`);
  }

  dropCheckpoint(of: string, name: string): void {
    this.#child.stdin?.write(`${JSON.stringify({ drop: name, of })}\n`);
  }

  /** Waits for a change of this kind that satisfies the condition. */
  async said(
    kind: string,
    isSo: (object: NonNullable<Line['object']>) => boolean,
    patience = 60_000,
  ): Promise<void> {
    await eventually(
      `a change of ${kind}`,
      () => this.lines.some((line) => line.kind === kind && isSo(line.object ?? {})) || undefined,
      { patience, seen: () => JSON.stringify(this.lines.slice(-5), undefined, 1) },
    );
  }

  /** How many operations have succeeded. */
  succeeded(): number {
    const ended = this.lines.filter(
      ({ kind, object }) => kind === 'operation' && object?.state === 'succeeded',
    );
    return new Set(ended.map(({ object }) => object?.id)).size;
  }

  /** Ends it like a crash. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
