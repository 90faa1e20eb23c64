import { z } from 'zod';
import { DEFAULT_HOST_SETTINGS, hostSettings } from '../../lib/contract/host-settings.ts';
import { orchestratorKind } from '../../lib/contract/orchestrator.ts';
import type { Client } from './client.ts';
import { iso, json, parsed, parsedAll, text } from './rows.ts';
import type { Secrets } from './secrets.ts';

const hostRow = z.object({
  ...{ name: text, uri: text, createdAt: iso },
  settings: json(hostSettings)
    .nullable()
    .transform((stored) => stored ?? DEFAULT_HOST_SETTINGS),
});
type HostRow = Readonly<z.output<typeof hostRow>>;

export interface Hosts {
  list(): Promise<HostRow[]>;
  get(name: string): Promise<HostRow | null>;
  /** Inserts it, or updates the host of that name; its creation time stays, and so do settings that are left out. */
  save(host: Omit<HostRow, 'settings'> & Partial<Pick<HostRow, 'settings'>>): Promise<void>;
  remove(name: string): Promise<void>;
  /** The result of the last acceleration probe. */
  probe(name: string): Promise<string | null>;
  saveProbe(name: string, probe: string): Promise<void>;
}

export function hostsIn(client: Client): Hosts {
  return {
    list: async () => parsedAll(hostRow, await client.host.findMany({ orderBy: { createdAt: 'asc' } })),
    get: async (name) => {
      const row = await client.host.findUnique({ where: { name } });
      return row === null ? null : parsed(hostRow, row);
    },
    save: async ({ settings, ...plain }) => {
      const { name, uri } = plain;
      const stored = settings === undefined ? {} : { settings: JSON.stringify(settings) };
      await client.host.upsert({
        where: { name },
        create: { ...plain, ...stored },
        update: { uri, ...stored },
      });
    },
    remove: async (name) => {
      await client.host.deleteMany({ where: { name } });
    },
    probe: async (name) => (await client.host.findUnique({ where: { name } }))?.probe ?? null,
    // `updateMany`: a host that was removed meanwhile is not an error.
    saveProbe: async (name, probe) => {
      await client.host.updateMany({ where: { name }, data: { probe } });
    },
  };
}

const orchestratorRow = z.object({
  name: text,
  kind: orchestratorKind,
  settings: json(z.record(text, z.unknown())),
  secrets: json(z.record(text, text)).nullable(),
  createdAt: iso,
});
/** `secrets` is null when they were sealed with a different key; they must then be entered again. */
export type OrchestratorRow = Readonly<z.output<typeof orchestratorRow>>;

export interface Orchestrators {
  list(): Promise<OrchestratorRow[]>;
  get(name: string): Promise<OrchestratorRow | null>;
  /** Inserts it, or replaces the orchestrator of that name; its secrets are sealed. */
  save(
    orchestrator: OrchestratorRow & { readonly secrets: NonNullable<OrchestratorRow['secrets']> },
  ): Promise<void>;
  remove(name: string): Promise<void>;
}

export function orchestratorsIn(client: Client, { seal, open }: Secrets): Orchestrators {
  const openOrNull = (sealed: string): string | null => {
    try {
      return open(sealed);
    } catch {
      // Sealed with a different key. The orchestrator is kept without its secrets.
      return null;
    }
  };
  const opened = (row: { readonly secrets: string }) =>
    parsed(orchestratorRow, { ...row, secrets: openOrNull(row.secrets) });
  return {
    list: async () => (await client.orchestrator.findMany({ orderBy: { createdAt: 'asc' } })).map(opened),
    get: async (name) => {
      const row = await client.orchestrator.findUnique({ where: { name } });
      return row === null ? null : opened(row);
    },
    save: async ({ settings, secrets, ...plain }) => {
      const data = {
        ...plain,
        settings: JSON.stringify(settings),
        secrets: seal(JSON.stringify(secrets)),
      };
      await client.orchestrator.upsert({ where: { name: plain.name }, create: data, update: data });
    },
    remove: async (name) => {
      await client.orchestrator.deleteMany({ where: { name } });
    },
  };
}

const subnetForm = z.string().regex(/^\d{1,3}\.\d{1,3}\.\d{1,3}$/);

export interface Networks {
  /** The first three octets of its addresses, now or when it last existed. */
  subnet(host: string, name: string): Promise<string | null>;
  saveSubnet(host: string, name: string, subnet: string): Promise<void>;
}

export function networksIn(client: Client): Networks {
  const byName = (host: string, name: string) => ({ host_name: { host, name } });
  return {
    subnet: async (host, name) => {
      const row = await client.network.findUnique({ where: byName(host, name) });
      return row === null ? null : parsed(subnetForm, row.subnet);
    },
    saveSubnet: async (host, name, subnet) => {
      await client.network.upsert({
        where: byName(host, name),
        create: { host, name, subnet },
        update: { subnet },
      });
    },
  };
}
