import { randomBytes, randomUUID } from 'node:crypto';
import type { Demo } from '../../../lib/contract/demo.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { createRequest, type Node } from '../../../lib/contract/node.ts';
import { DEMO_NODES, DEMO_SCENARIO, type DemoStep, demoVerdict } from '../../../lib/domain/demo.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isFailed } from '../../../lib/domain/stages.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../api.ts';
import type { Context } from '../context.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { DemoSection } from './api.ts';
import { DemoFile, type KeptDemo } from './demo-file.ts';

export interface DemoParts {
  readonly context: Pick<Context, 'orchestrators' | 'bus' | 'logger' | 'now' | 'dataDir'>;
  readonly nodes: Pick<Nodes, 'createAs' | 'list' | 'reprovision' | 'remove'>;
  /** Milliseconds between two looks at its nodes. */
  readonly interval?: number;
}

const LOOK_MS = 1000;

const conflict = (message: string, fix: string) => new ConsoleError('conflict', message, { fix });

/** Begun by somebody who may; it goes on after they have signed out. */
const actorOf = ({ by }: Pick<KeptDemo, 'by'>): Actor => ({ userId: '', name: by, role: 'operator' });

/**
 * The demonstration: a run, a scenario of the simulator and deletions, one after the other. What it is about is in a file
 * before it makes anything, so that also after a crash it goes on, and nothing of it stays.
 */
export class Demos implements DemoSection {
  readonly #parts: DemoParts;
  readonly #file: DemoFile;
  readonly #mutex = new KeyedMutex();
  #demo: KeptDemo | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;

  constructor(parts: DemoParts) {
    this.#parts = parts;
    this.#file = new DemoFile(parts.context.dataDir);
  }

  /** Goes on with the one that an earlier process of the server has begun. */
  async resume(): Promise<void> {
    this.#demo = await this.#file.read();
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = null));
    }, this.#parts.interval ?? LOOK_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async get(): Promise<Demo | null> {
    return this.#demo === null ? null : this.#view(this.#demo);
  }

  async begin(actor: Actor): Promise<Demo> {
    requirePermission(actor, 'nodes.create');
    requirePermission(actor, 'scenarios.write');
    return this.#mutex.run('demo', async () => {
      if (this.#demo !== null && this.#demo.state !== 'over')
        throw conflict(
          `${this.#demo.by} has begun a demonstration that goes on.`,
          'Watch it, or stop it first.',
        );
      const simulator = [...this.#parts.context.orchestrators.values()].find(
        (each) => each.demonstration !== null,
      );
      if (simulator === undefined)
        throw conflict('There is no simulator to show it with.', 'Start the console with VEN_SIMULATOR=on.');
      const at = this.#parts.context.now();
      const stem = `DEMO${randomBytes(4).toString('hex').toUpperCase()}`;
      const serials = Array.from({ length: DEMO_NODES }, (_, index) => `${stem}N${index + 1}`);
      await this.#keep({
        ...{ id: randomUUID(), state: 'running', step: 'create', since: at, startedAt: at },
        ...{ runId: randomUUID(), orchestrator: simulator.name, failing: serials[0] ?? '' },
        ...{ trouble: null, by: actor.name },
      });
      try {
        return await this.#create(serials);
      } catch (error) {
        await this.#enter(
          'clean-up',
          error instanceof ConsoleError ? error.message : 'Its nodes could not be made.',
        );
        throw error;
      }
    });
  }

  async #create(serials: readonly string[]): Promise<Demo> {
    const demo = this.#going();
    await this.#demonstration(demo)?.switchOn({ name: DEMO_SCENARIO, serial: demo.failing, parameters: {} });
    const request = createRequest.parse({ serials, count: serials.length, orchestrator: demo.orchestrator });
    await this.#parts.nodes.createAs({ runId: demo.runId, prefix: 'demo', request }, actorOf(demo));
    return this.#view(demo);
  }

  pause(actor: Actor): Promise<Demo> {
    return this.#change(actor, { state: 'paused' });
  }

  goOn(actor: Actor): Promise<Demo> {
    return this.#change(actor, { state: 'running', since: this.#parts.context.now() });
  }

  async stop(actor: Actor): Promise<Demo> {
    requirePermission(actor, 'nodes.delete');
    return this.#mutex.run('demo', async () => {
      const { step } = this.#going();
      if (step !== 'clean-up') await this.#enter('clean-up', `${actor.name} stopped it.`);
      return this.#view(this.#going());
    });
  }

  async #change(actor: Actor, changes: Partial<KeptDemo>): Promise<Demo> {
    requirePermission(actor, 'nodes.create');
    return this.#mutex.run('demo', async () => {
      const before = this.#going();
      if (before.step === 'clean-up')
        throw conflict('It is being cleaned up.', 'Wait, and begin another one.');
      const demo = { ...before, ...changes };
      await this.#keep(demo);
      return this.#view(demo);
    });
  }

  #going(): KeptDemo {
    if (this.#demo !== null && this.#demo.state !== 'over') return this.#demo;
    throw new ConsoleError('not-found', 'No demonstration goes on.', { fix: 'Begin one.' });
  }

  async #look(): Promise<void> {
    await this.#mutex
      .run('demo', async () => {
        const demo = this.#demo;
        if (demo === null || demo.state === 'over') return;
        if (demo.step === 'clean-up') await this.#cleanUp(demo);
        else if (demo.state === 'running') await this.#advance(demo);
      })
      .catch((error: unknown) => {
        this.#parts.context.logger.warn(
          { err: error },
          'a step of the demonstration failed; it is tried again',
        );
      });
  }

  async #advance(demo: KeptDemo): Promise<void> {
    const nodes = await this.#nodes(demo);
    const elapsed = Date.parse(this.#parts.context.now()) - Date.parse(demo.since);
    if (demo.step === 'fix') await this.#mend(demo, nodes);
    const verdict = demoVerdict({ step: demo.step, elapsed, nodes, failing: demo.failing });
    if (verdict.kind === 'next') await this.#enter(verdict.step);
    else if (verdict.kind === 'trouble') await this.#enter('clean-up', verdict.reason);
  }

  /** Both can be done again after a crash in between. */
  async #mend(demo: KeptDemo, nodes: readonly Node[]): Promise<void> {
    await this.#switchOff(demo);
    const node = nodes.find(({ serial }) => serial === demo.failing);
    if (node !== undefined && isFailed(node.stage) && node.operation?.endedAt !== null)
      await this.#parts.nodes.reprovision(node.id, actorOf(demo));
  }

  async #cleanUp(demo: KeptDemo): Promise<void> {
    const nodes = await this.#nodes(demo);
    await this.#switchOff(demo);
    for (const { id, operation } of nodes)
      if (operation?.kind !== 'delete' || operation.endedAt !== null)
        await this.#parts.nodes.remove(id, { orchestrator: true }, actorOf(demo));
    if (nodes.length > 0) return;
    await this.#file.remove();
    this.#demo = { ...demo, state: 'over' };
    await this.#tell(this.#demo);
  }

  async #switchOff({ orchestrator, failing }: KeptDemo): Promise<void> {
    await this.#demonstration({ orchestrator })?.switchOff({ name: DEMO_SCENARIO, serial: failing });
  }

  #demonstration({ orchestrator }: Pick<KeptDemo, 'orchestrator'>) {
    return this.#parts.context.orchestrators.get(orchestrator)?.demonstration ?? null;
  }

  async #nodes({ runId }: KeptDemo): Promise<readonly Node[]> {
    return (await this.#parts.nodes.list()).filter((node) => node.runId === runId);
  }

  async #enter(step: DemoStep, trouble: string | null = null): Promise<void> {
    const demo = this.#going();
    await this.#keep({ ...demo, state: 'running', step, since: this.#parts.context.now(), trouble });
  }

  async #keep(demo: KeptDemo): Promise<void> {
    await this.#file.write(demo);
    this.#demo = demo;
    await this.#tell(demo);
  }

  async #tell(demo: KeptDemo): Promise<void> {
    this.#parts.context.bus.emit({ kind: 'demo', object: await this.#view(demo) });
  }

  async #view(demo: KeptDemo): Promise<Demo> {
    const { orchestrator: _, failing, ...rest } = demo;
    const node = (await this.#nodes(demo)).find(({ serial }) => serial === failing);
    return { ...rest, failingId: node?.id ?? null, revision: this.#parts.context.bus.nextRevision() };
  }
}
