import { setMaxListeners } from 'node:events';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Diagnosis, DiagnosisState } from '../../../lib/contract/diagnosis.ts';
import { diagnose, type DiagnosedBoot } from '../../../lib/domain/diagnosis/diagnose.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { usualDurations } from '../../../lib/domain/usual.ts';
import type { BootRow, NodeRow } from '../../db/api.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import { Limit } from '../../locks/limit.ts';
import type { Actor, BootAddress, ByteLog, Core } from '../api.ts';
import type { DiagnosesSection } from './api.ts';
import type { Boots } from '../boots/boots.ts';
import { bootKindOf, subjectOf } from '../boots/boot-policy.ts';
import { PORTS } from '../boots/recorded-boots.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { DiagnosedCase } from './case.ts';
import { gathered } from './gather.ts';
import { sourcesOf } from './sources.ts';

export interface DiagnosesParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Pick<Boots, 'recorded'>;
  readonly preflights: Pick<Core['preflights'], 'ofNode'>;
  readonly nodes: Pick<Core['nodes'], 'get' | 'detail'>;
}

/** Each asks host, orchestrator and boot server; of many nodes that fail together, a few are looked at at once. */
const AT_ONCE = 2;

/** Why boots fail or stall. Looks only; changes nothing but the verdict that is kept with the boot. */
export class Diagnoses implements DiagnosesSection {
  readonly #parts: DiagnosesParts;
  readonly #limit = new Limit(AT_ONCE);
  readonly #mutex = new KeyedMutex();
  readonly #running = new Set<string>();
  /** Of the latest change to any verdict. A new process starts above what a client may hold from the one before. */
  #revision: number;
  readonly #closed = new AbortController();

  constructor(parts: DiagnosesParts) {
    this.#parts = parts;
    this.#revision = parts.context.bus.nextRevision();
    // One for each source that is being looked at.
    setMaxListeners(0, this.#closed.signal);
  }

  /** The latest that was made of the boot. */
  async latest({ node, boot: number }: BootAddress): Promise<DiagnosisState> {
    const { id, boot } = await this.#find(node, number);
    // What is read after it is at least as new as the change that had this revision.
    const revision = this.#revision;
    return { ...(await this.#kept(id, boot)), revision };
  }

  async run({ node, boot: number }: BootAddress, actor: Actor): Promise<Diagnosis> {
    requirePermission(actor, 'nodes.power');
    const { id, boot } = await this.#find(node, number);
    return this.make(id, boot, false);
  }

  /** Rejects only if the database does, or the node is gone. */
  async make(id: string, boot: BootRow, automatic: boolean): Promise<Diagnosis> {
    return this.#mutex.run(boot.id, async () => {
      this.#running.add(boot.id);
      try {
        await this.#tell(id, boot);
        return await this.#limit.run(() => this.#make(id, boot, automatic));
      } finally {
        this.#running.delete(boot.id);
        await this.#tell(id, boot);
      }
    });
  }

  async #kept(node: string, { id, number }: BootRow): Promise<Omit<DiagnosisState, 'revision'>> {
    const running = this.#running.has(id);
    return {
      ...{ node, boot: number, running },
      diagnosis: await this.#parts.context.database.diagnoses.get(id),
    };
  }

  /** Publishes what is known of the boot now. */
  async #tell(node: string, boot: BootRow): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const { bus } = this.#parts.context;
    const kept = await this.#kept(node, boot);
    this.#revision = bus.nextRevision();
    bus.emit({ kind: 'diagnosis', object: { ...kept, revision: this.#revision } });
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#mutex.idle();
  }

  async #make(id: string, boot: BootRow, automatic: boolean): Promise<Diagnosis> {
    const { context, registry, preflights, nodes } = this.#parts;
    const begun = performance.now();
    const subject = await this.#caseOf(id, boot);
    const observations = await gathered(
      sourcesOf(subject, {
        preflights,
        rules: await context.rules.set(
          bootKindOf(context, subject.row.orchestrator),
          subjectOf(context, subject.row.orchestrator, (await nodes.detail(id)).settings.osProfile),
        ),
        openLogs: () => this.#logs(id, boot.number),
        usual: usualDurations(
          registry
            .all()
            .map(({ row, stages }) => ({ id: row.id, template: row.template, stages: [...stages] })),
          subject.row,
        ),
      }),
      this.#closed.signal,
    );
    const verdict: Diagnosis = {
      ...{ boot: boot.number, at: context.now(), automatic, stage: subject.stage },
      milliseconds: Math.round(performance.now() - begun),
      ...diagnose(asSeen(subject), observations),
    };
    if (!this.#closed.signal.aborted) await context.database.diagnoses.save(boot.id, verdict);
    return verdict;
  }

  #logs(id: string, number: number): Promise<readonly ByteLog[]> {
    const { recorded } = this.#parts.boots;
    return Promise.all(PORTS.map(async (port) => (await recorded.open(id, port, number)).log));
  }

  async #find(idOrName: string, number: number | undefined): Promise<{ id: string; boot: BootRow }> {
    const { id, name } = await this.#parts.nodes.get(idOrName);
    const rows = await this.#parts.context.database.boots.ofNode(id);
    const boot = number === undefined ? rows.at(-1) : rows.find((row) => row.number === number);
    if (boot !== undefined) return { id, boot };
    const missing = number === undefined ? `${name} was never powered on.` : `${name} has no boot ${number}.`;
    throw new ConsoleError('not-found', missing, { fix: 'Start it, or choose one of its boots.' });
  }

  async #caseOf(id: string, { id: bootId }: BootRow): Promise<DiagnosedCase> {
    const { context, registry } = this.#parts;
    const { database, hosts, orchestrators } = context;
    const [rows, stages, faults] = await Promise.all([
      database.boots.ofNode(id),
      database.boots.stages([bootId]),
      database.faults.ofNode(id),
    ]);
    const boot = rows.find((row) => row.id === bootId);
    const record = registry.find(id);
    const row: NodeRow | null = record?.row ?? (await database.nodes.get(id));
    if (boot === undefined || row === null)
      throw new ConsoleError('not-found', 'The boot has been removed with its node.', {
        fix: 'Choose another.',
      });
    const isLatest = rows.at(-1)?.id === bootId;
    return {
      ...{ row, boot, faults, failure: boot.failure, now: context.now() },
      stages: stages.map(({ id: _, bootId: __, ...event }) => event),
      stage: boot.failure?.stage ?? stages.at(-1)?.stage ?? 'powered-on',
      state: record?.state ?? 'no domain',
      host: hosts.get(row.host) ?? null,
      orchestrator: row.orchestrator === null ? null : (orchestrators.get(row.orchestrator) ?? null),
      past:
        record === undefined
          ? 'The node is deleted.'
          : isLatest
            ? null
            : 'The node has been started again since.',
    };
  }
}

function asSeen({ row, boot, stages, stage, failure, state, faults }: DiagnosedCase): DiagnosedBoot {
  const last = stages.at(-1);
  const facts = {
    stage,
    failure,
    host: row.host,
    orchestrator: row.orchestrator,
    isPaused: state === 'paused',
    hasFault: faults.some((fault) => fault.state === 'active'),
  };
  if (failure !== null) return { ...facts, outcome: last?.outcome === 'timed-out' ? 'timed-out' : 'failed' };
  if (last?.stage === 'ready') return { ...facts, outcome: 'ready' };
  return { ...facts, outcome: boot.endedAt === null ? 'running' : 'ended' };
}
