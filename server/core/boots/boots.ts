import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { InputRefusal } from '../../../lib/contract/node.ts';
import type { OperationKind } from '../../../lib/contract/operation.ts';
import { beginBoot } from '../../../lib/domain/boot-progress/advance.ts';
import type { StatusReport, BootProgress } from '../../../lib/domain/boot-progress/boot-progress.ts';
import type { BootRow, NodeRow } from '../../db/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { wentBackTo } from '../checkpoints/parameters.ts';
import { openPort } from '../console/serial-port.ts';
import { type Context, hostNamed, orchestratorNamed } from '../context.ts';
import type { NodeRegistry, NodeRecord } from '../nodes/registry.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import { timeoutsOf } from '../../../lib/domain/boot-progress/ready-by-rule.ts';
import { bootKindOf, type BootPolicy, NO_POLICY, reportsOn, subjectOf } from './boot-policy.ts';
import { BootSession } from './boot-session.ts';
import { expectedStagesOf } from './expected-stages.ts';
import { PORTS, RecordedBoots } from './recorded-boots.ts';
import { endReason, type Reason, BootTracker, restoredProgress } from './boot-tracker.ts';

/** Interval between checks for timeouts of stages. */
const TICK_MS = 1_000;
/** While one of these is running, the end of the machine was requested and is not a failure. */
const ENDS_BOOT: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'shutdown',
  'stop',
  'power-cycle',
  'reprovision',
  'go-back',
  'delete',
]);

/** Keeps exactly one session per running machine, from its first byte to its last. */
export class Boots {
  /** All of them, for reading. */
  readonly recorded: RecordedBoots;
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #policyOf: (row: NodeRow) => Promise<BootPolicy>;
  readonly #sessions = new Map<string, BootSession>();
  readonly #mutex = new KeyedMutex();
  /** The orchestrator's latest report on each node. */
  readonly #reported = new Map<string, StatusReport>();
  readonly #listeners = new Map<string, Set<(boot: number) => void>>();
  readonly #ticking: NodeJS.Timeout;

  constructor(
    context: Context,
    registry: NodeRegistry,
    policyOf: (row: NodeRow) => Promise<BootPolicy> = () => Promise.resolve(NO_POLICY),
  ) {
    this.#policyOf = policyOf;
    this.#context = context;
    this.#registry = registry;
    this.recorded = new RecordedBoots(context, {
      session: (id) => this.#sessions.get(id),
      settled: (id) => this.#mutex.run(id, () => Promise.resolve()),
    });
    this.#ticking = setInterval(() => {
      for (const session of this.#sessions.values()) session.tick();
    }, TICK_MS);
  }

  /** Loads a node's latest boot from the database into the registry, and the stages that it can have. */
  async recall(id: string): Promise<void> {
    const { row } = this.#registry.get(id);
    await this.#expect(row, (await this.#policyOf(row)).ready);
    const boot = await this.#context.database.boots.latest(id);
    if (boot === null) return;
    const stages = await this.#context.database.boots.stages([boot.id]);
    this.#registry.update(id, {
      bootNumber: boot.number,
      stages: stages.map(({ id: _, bootId: __, ...event }) => event),
    });
  }

  /** The machine is on: its session runs when this resolves. Repeated calls for the same power-on change nothing. */
  ensure(id: string): Promise<void> {
    return this.#mutex.run(id, () => this.#ensure(id));
  }

  /** The machine is off. Does nothing if it was off already. */
  ended(id: string, reason: string): Promise<void> {
    return this.#mutex.run(id, () => this.#end(id, endReason(reason)));
  }

  /** libvirt reported a `stopped` event; the domain may be on again by now, as another power-on. */
  stopped(id: string, reason: string): Promise<void> {
    return this.#mutex.run(id, async () => {
      const session = this.#sessions.get(id);
      if (session === undefined) return;
      const powerOn = await this.#powerOn(id);
      if (powerOn !== null && powerOn === session.powerOn) return;
      await this.#end(id, endReason(reason));
    });
  }

  /** The machine is about to be another one: nothing that was reported of the old one is true of it. */
  async renew(id: string): Promise<void> {
    await this.ended(id, 'destroyed');
    this.#reported.delete(id);
  }

  /** The node is being deleted. */
  async forget(id: string, reason: Reason): Promise<void> {
    await this.ended(id, reason);
    this.#listeners.delete(id);
    this.#reported.delete(id);
  }

  /** The connection to its host is replaced: the boot goes on, and `ensure` observes it again. */
  detach(id: string): Promise<void> {
    return this.#mutex.run(id, async () => {
      const session = this.#sessions.get(id);
      this.#sessions.delete(id);
      await session?.dispose();
    });
  }

  /** Its host is given up: the machine may go on, unobserved. Asks nothing of the host. */
  async abandon(id: string): Promise<void> {
    await this.detach(id);
    this.#listeners.delete(id);
    this.#reported.delete(id);
    const { boots } = this.#context.database;
    const latest = await boots.latest(id);
    if (latest?.endedAt !== null) return;
    await boots.update(latest.id, { endedAt: this.#context.now(), endReason: 'unknown' });
  }

  /** A report by libvirt. */
  reportedByLibvirt(id: string, report: StatusReport): void {
    this.#sessions.get(id)?.report(report);
  }

  /** A report by the orchestrator, about a node that is on or off. */
  reportedByOrchestrator(id: string, report: StatusReport): void {
    this.#reported.set(id, report);
    this.reportedByLibvirt(id, report);
  }

  progress(id: string): BootProgress | undefined {
    return this.#sessions.get(id)?.tracker.progress;
  }

  /** Whether a person has typed on a serial port in the running boot. */
  personTyped(id: string): boolean {
    return this.#sessions.get(id)?.personTyped ?? false;
  }

  /** The boot that is being recorded. */
  running(id: string): BootRow | undefined {
    return this.#sessions.get(id)?.boot;
  }

  async write(id: string, port: number, text: string): Promise<void> {
    const session = this.#sessions.get(id);
    if (session !== undefined) return session.write(port, text);
    throw new ConsoleError('conflict', 'The machine is off and accepts no input.', {
      fix: 'Start it first.',
    });
  }

  onBoot(id: string, listener: (boot: number) => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking);
    await this.#mutex.idle();
    await Promise.all([...this.#sessions.values()].map((session) => session.dispose()));
    this.#sessions.clear();
  }

  #powerOn(id: string): Promise<string | null> {
    const { row } = this.#registry.get(id);
    return hostNamed(this.#context, row.host).domains.powerOnId(row.uuid);
  }

  async #ensure(id: string): Promise<void> {
    const record = this.#registry.find(id);
    const powerOn = record === undefined ? null : await this.#powerOn(id);
    // It may have powered off since the caller checked: that is no power-on, and its end arrives as a separate event.
    if (record === undefined || powerOn === null) return;
    const present = this.#sessions.get(id);
    if (present !== undefined) {
      if (present.powerOn === powerOn) return;
      await this.#end(id, 'unknown');
    }
    const latest = await this.#context.database.boots.latest(id);
    const isSame = latest?.endedAt === null && latest.powerOnId === powerOn;
    const boot = isSame ? latest : await this.#begin(record, latest, powerOn);
    // Its memory was saved: it continues in the stage in which it was saved.
    const from = latest?.endReason === 'saved' ? latest : null;
    await this.#attach(
      record,
      isSame || from === null ? boot : { ...boot, steps: from.steps },
      powerOn,
      isSame,
      from,
    );
  }

  /** Creates a boot row; if the previous one is still open, its end was missed. */
  async #begin({ row }: NodeRecord, latest: BootRow | null, powerOnId: string): Promise<BootRow> {
    const { boots } = this.#context.database;
    if (latest?.endedAt === null)
      await boots.update(latest.id, { endedAt: this.#context.now(), endReason: 'unknown' });
    const number = (latest?.number ?? 0) + 1;
    const startedAt = this.#context.now();
    const ends = { endedAt: null, endReason: null, failure: null, steps: [], answering: null };
    const unpinned = { pinnedAt: null, pinnedBy: null };
    const checkpoint = await wentBackTo(this.#context.database, row.id, latest);
    const boot: BootRow = {
      id: randomUUID(),
      nodeId: row.id,
      number,
      startedAt,
      powerOnId,
      ...ends,
      ...unpinned,
      checkpoint,
    };
    await boots.begin(boot);
    return boot;
  }

  async #attach(
    record: NodeRecord,
    boot: BootRow,
    powerOn: string | null,
    isSame: boolean,
    from: BootRow | null = null,
  ): Promise<void> {
    const { row } = record;
    const context = this.#context;
    const { ready, osProfile } = await this.#policyOf(row);
    await this.#expect(row, ready);
    const begun = beginBoot({
      at: boot.startedAt,
      ...(boot.number === 1
        ? { definedAt: row.createdAt }
        : { lastReport: (isSame ? undefined : this.#reported.get(row.id)) ?? 'unknown' }),
      orchestrator: reportsOn(this.#context, row.orchestrator) ? 'edge' : 'none',
      flow: row.flow,
      ready,
      timeouts: { ...this.#orchestrator(row.orchestrator)?.timeouts, ...timeoutsOf(ready) },
      wasReady: row.readyAt !== null && (boot.number > 1 || isSame),
    });
    const before = isSame ? boot : from;
    const rows = before === null ? [] : await context.database.boots.stages([before.id]);
    const tracker = new BootTracker(
      context,
      this.#registry,
      boot,
      restoredProgress(begun, boot, rows, context.now()),
    );
    const host = hostNamed(context, row.host);
    const rules = await context.rules.set(
      bootKindOf(context, row.orchestrator),
      subjectOf(context, row.orchestrator, osProfile),
    );
    const { ports, refused } = await this.#openPorts(row, boot.id);
    const { orchestrator } = row;
    const account =
      row.flow === 'io' && orchestrator !== null
        ? () => orchestratorNamed(context, orchestrator).onboardingAccount()
        : null;
    const reported = isSame ? ports.map(({ log }) => log.facts.end) : [0, 0];
    const session = new BootSession(
      {
        ...{ context, host, ports, tracker, powerOn, account, rules },
        refused: row.flow === 'io' ? [...refused.values()] : null,
        ready,
        address: () => host.networks.address(row.network, row.mac),
      },
      reported,
    );
    this.#sessions.set(row.id, session);
    tracker.save();
    await tracker.settled();
    for (const listener of this.#listeners.get(row.id) ?? []) listener(boot.number);
  }

  async #openPorts(row: NodeRow, boot: string) {
    const host = hostNamed(this.#context, row.host);
    const refused = new Map<number, InputRefusal>();
    const ports = await Promise.all(
      PORTS.map((port) =>
        openPort(this.#context, host, row, boot, port, (refusal) => {
          if (refusal === null) refused.delete(port);
          else refused.set(port, { port, ...refusal });
          this.#inputRefused(row.id, boot, [...refused.values()]);
        }),
      ),
    );
    return { ports, refused };
  }

  #inputRefused(id: string, boot: string, unsorted: readonly InputRefusal[]): void {
    const refused = unsorted.toSorted((one, other) => one.port - other.port);
    this.#registry.update(id, { inputRefused: refused });
    const session = this.#sessions.get(id);
    if (session?.boot.id === boot) session.inputRefused(refused);
  }

  async #expect(row: NodeRow, ready: BootPolicy['ready']): Promise<void> {
    const expected = await expectedStagesOf(row, this.#orchestrator(row.orchestrator), ready);
    this.#registry.update(row.id, { expectedStages: expected });
  }

  #orchestrator(name: string | null): OrchestratorAdapter | undefined {
    return name === null ? undefined : this.#context.orchestrators.get(name);
  }

  async #end(id: string, reason: Reason): Promise<void> {
    const session = this.#sessions.get(id);
    if (session === undefined) return this.#endUnseen(id, reason);
    this.#sessions.delete(id);
    const { operation, faults } = this.#registry.find(id) ?? {};
    await session.end(reason, {
      requested: operation != null && ENDS_BOOT.has(operation.kind),
      onPurpose: faults?.some(({ kind, state }) => kind === 'power-cut' && state === 'active') ?? false,
    });
    await this.#context.database.boots.update(session.boot.id, {
      endedAt: this.#context.now(),
      endReason: reason,
    });
  }

  /** It powered off while this server was not running. */
  async #endUnseen(id: string, reason: Reason): Promise<void> {
    const latest = await this.#context.database.boots.latest(id);
    if (latest?.endedAt !== null) return;
    const record = this.#registry.find(id);
    if (record === undefined) return;
    await this.#attach(record, latest, null, true);
    await this.#end(id, reason);
  }
}
