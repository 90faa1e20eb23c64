import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Node } from '../../lib/contract/node.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import type { Actor, Core } from '../core/api.ts';
import { openCore } from '../core/core.ts';
import { openDatabase } from '../db/open.ts';
import type { Database } from '../db/api.ts';
import type { HypervisorHost } from '../hypervisor/api.ts';
import { openHypervisorHost } from '../hypervisor/index.ts';
import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import { EdgeOrchestrator } from '../orchestrator/edge-orchestrator.ts';
import { type SimulatorFacts, simulatorOptions } from '../orchestrator/settings.ts';
import { eventually } from './eventually.ts';
import { ensureMigrated } from './migrated.ts';
import { outcomeOf } from './outcome.ts';

export const OPERATOR: Actor = { userId: 'u', name: 'operator@example.com', role: 'operator' };

/** Shorter than a test's timeout, so that a failure names the awaited condition. */
const PATIENCE = 120_000;

export interface TestCoreOptions {
  readonly installation: string;
  readonly simulator: SimulatorFacts;
  readonly dataDir?: string;
  readonly uri?: string;
  /** A database other than the data directory's. */
  readonly database?: string;
}

/** Core over a real database, a real libvirt and a real simulator. */
export class TestCore implements AsyncDisposable {
  readonly core: Core;
  readonly database: Database;
  readonly host: HypervisorHost;
  readonly orchestrator: OrchestratorAdapter;
  readonly dataDir: string;
  readonly #keepsData: boolean;

  private constructor(
    parts: Pick<TestCore, 'core' | 'database' | 'host' | 'orchestrator' | 'dataDir'>,
    keepsData: boolean,
  ) {
    this.core = parts.core;
    this.database = parts.database;
    this.host = parts.host;
    this.orchestrator = parts.orchestrator;
    this.dataDir = parts.dataDir;
    this.#keepsData = keepsData;
  }

  static async open(options: TestCoreOptions): Promise<TestCore> {
    const { installation, simulator, uri = 'qemu:///system' } = options;
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'ven-core-')));
    const file = options.database ?? join(dataDir, 'console.db');
    await ensureMigrated(file);
    const database = await openDatabase({
      url: `file:${file}`,
      key: { file: join(dataDir, 'secret.key') },
    });
    const probes = database.hosts;
    await probes.save({ name: 'local', uri, createdAt: new Date().toISOString() });
    const dhcpLogs = join(dataDir, 'dhcp');
    const host = openHypervisorHost({ name: 'local', uri, installation, probes, dhcpLogs });
    const orchestrator = new EdgeOrchestrator(simulatorOptions('simulator', simulator));
    const logger = pino({ level: process.env.VEN_LOG_LEVEL ?? 'silent' });
    const core = await openCore({
      ...{ database, installation, dataDir, logger },
      hosts: [host],
      orchestrators: [orchestrator],
    });
    return new TestCore({ core, database, host, orchestrator, dataDir }, options.dataDir !== undefined);
  }

  /** Resolves when the host is connected, read and probed: from then on nothing changes on its own. */
  async settled(): Promise<void> {
    await this.host.whenConnected(20_000);
    await eventually('the first reading of the host', () => this.core.ready() || undefined);
    await this.host.acceleration();
    await eventually('the end of the probe', async () => {
      const { domains } = await this.host.leftovers();
      return !domains.some((name) => name.endsWith('-probe')) || undefined;
    });
  }

  /** The outcome of an operation. */
  ended(id: string): Promise<Operation> {
    return outcomeOf(this.core, id);
  }

  /** The node once it satisfies the condition. */
  node(name: string, what: string, isSo: (node: Node) => boolean, patience = PATIENCE): Promise<Node> {
    let seen = '';
    return eventually(
      `"${name}" ${what}`,
      async () => {
        const node = await this.core.nodes.get(name).catch(() => undefined);
        if (node === undefined) return undefined;
        seen = JSON.stringify(node, undefined, 1);
        return isSo(node) ? node : undefined;
      },
      { patience, seen: () => seen },
    );
  }

  /** Removes what a failed test has left. */
  async #removeAll(): Promise<void> {
    for (const { id } of await this.core.nodes.list()) {
      const { id: operation } = await this.core.nodes.remove(id, { orchestrator: true }, OPERATOR);
      await this.ended(operation);
    }
  }

  async close(): Promise<void> {
    await this.core.close();
    await this.orchestrator.close();
    await this.host.close();
    await this.database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#keepsData) await this.#removeAll();
    await this.close();
    if (!this.#keepsData) await rm(this.dataDir, { recursive: true, force: true });
  }
}
