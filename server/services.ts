import path from 'node:path';
import type { Logger } from 'pino';
import type { Host } from '../lib/contract/host.ts';
import type { Config } from './config.ts';
import type { Core } from './core/api.ts';
import { openCore } from './core/core.ts';
import { openInstallation } from './core/installation.ts';
import { WorkerIndexEngine } from './core/search/worker-engine.ts';
import type { Database } from './db/api.ts';
import { openDatabase } from './db/open.ts';
import { EmbeddedOrchestrator } from './simulator/embedded-orchestrator.ts';
import type { HypervisorHost } from './hypervisor/api.ts';
import { urlOf } from './serve.ts';
import { knownHostsFile, openHypervisorHost } from './hypervisor/index.ts';
import type { OrchestratorAdapter } from './orchestrator/api.ts';
import { noOrchestrator } from './orchestrator/none.ts';
import { superviseSimulator, type SimulatorSupervisor } from './simulator/supervisor.ts';
import { simulatorSubnet } from './simulator/subnet.ts';

/** What the server stands on. */
export interface Services {
  readonly database: Database;
  readonly core: Core;
  /** Which console this is, among those of one machine. */
  readonly installation: string;
  /** In the reverse order of opening. */
  close(): Promise<void>;
}

interface Orchestrators {
  readonly adapters: readonly OrchestratorAdapter[];
  readonly supervisor: SimulatorSupervisor | null;
}

async function openOrchestrators(
  { dataDirectory, simulator }: Config,
  database: Database,
  host: HypervisorHost,
  installation: string,
  logger: Logger,
): Promise<Orchestrators> {
  if (!simulator) return { adapters: [noOrchestrator('none', null)], supervisor: null };
  const subnet = await simulatorSubnet(database, host, installation, logger);
  const also = addressesOf(await database.hosts.list());
  const addresses = ['127.0.0.1', `${subnet}.1`] as const;
  const supervisor = superviseSimulator({ dataDirectory, addresses, also, logger });
  return { adapters: [new EmbeddedOrchestrator(supervisor, subnet)], supervisor };
}

const addressesOf = (hosts: readonly Pick<Host, 'settings'>[]): string[] =>
  hosts.flatMap(({ settings: { simulatorAddress } }) => simulatorAddress ?? []).toSorted();

/** The simulator listens wherever nodes of other machines look for it. */
function listenForHosts(supervisor: SimulatorSupervisor, core: Core): void {
  const follow = async () => {
    supervisor.listenAlso(addressesOf(await core.hosts.list()));
  };
  core.onChange(({ kind }) => {
    if (kind === 'host' || kind === 'host-removed') void follow();
  });
}

/** Opens everything that the server needs, in order. What was opened is closed again when a later part cannot be. */
export async function openServices(config: Config, logger: Logger): Promise<Services> {
  const { dataDirectory, databaseUrl, secretKey, libvirtUri } = config;
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of opened.toReversed()) await part.close();
  };
  try {
    const key = secretKey === null ? { file: path.join(dataDirectory, 'secret.key') } : { text: secretKey };
    const database = await openDatabase({ url: databaseUrl, key });
    opened.push(database);
    const installation = await openInstallation(dataDirectory);
    const place = { name: 'local', uri: libvirtUri };
    await database.hosts.save({ ...place, createdAt: new Date().toISOString() });
    const host = openHypervisorHost({
      ...place,
      builtIn: true,
      knownHosts: knownHostsFile(dataDirectory, place.name),
      installation,
      probes: database.hosts,
      dhcpLogs: path.join(dataDirectory, 'dhcp'),
      logger,
    });
    opened.push(host);
    const { adapters, supervisor } = await openOrchestrators(config, database, host, installation, logger);
    if (supervisor) opened.push(supervisor);
    opened.push(...adapters);
    const core = await openCore({
      database,
      hosts: [host],
      orchestrators: adapters,
      installation,
      dataDir: dataDirectory,
      indexEngine: new WorkerIndexEngine({ dataDir: dataDirectory }),
      rulesDir: config.rulesDirectory,
      retention: config.retention,
      metricsInterval: config.metricsInterval,
      screenInterval: config.screenInterval,
      ownUrl: config.baseUrl ?? urlOf(config.host, config.port, config.tls !== null),
      logger,
    });
    opened.push(core);
    if (supervisor) listenForHosts(supervisor, core);
    return { database, core, installation, close };
  } catch (error) {
    await close();
    throw error;
  }
}
