import { ConsoleError } from '../../lib/contract/error.ts';
import type { HostAtOrchestrator, Identity, Project } from './api.ts';
import { SECURE } from './catalogue.ts';
import type { HostInventory } from './host-inventory.ts';
import { nodeStateOf, osOf } from './node-state.ts';
import type { ProjectApi } from './project-api.ts';
import { type HostResource, hostResource } from './resources.ts';

/** `watched` reports to the orchestrator's status whether a request succeeded. */
export function projectOf(
  api: ProjectApi,
  inventory: HostInventory,
  watched: <T>(work: () => Promise<T>) => Promise<T>,
): Project {
  return {
    hosts: () => watched(async () => (await inventory.all()).map(hostFrom)),
    related: (identities) => watched(() => related(inventory, identities)),
    remove: (host) => watched(() => remove(api, host)),
  };
}

async function related(
  inventory: HostInventory,
  identities: readonly Identity[],
): Promise<HostAtOrchestrator[]> {
  const serials = identities.map(({ serial }) => serial).filter((serial) => serial !== '');
  const uuids = identities.map(({ uuid }) => uuid.toLowerCase()).filter((uuid) => uuid !== '');
  const bySerial = (await inventory.having('serialNumber', serials)).filter(({ serialNumber }) =>
    serials.includes(serialNumber),
  );
  const found = [...bySerial, ...(await inventory.having('uuid', uuids))];
  return [...new Map(found.map((host) => [host.resourceId, hostFrom(host)])).values()];
}

async function remove(api: ProjectApi, { id, serial, uuid }: Identity & { readonly id: string }) {
  const path = `compute/hosts/${encodeURIComponent(id)}`;
  const host = await api.find(path, hostResource);
  if (host === null) return;
  if (host.serialNumber !== serial || host.uuid !== uuid.toLowerCase()) throw changed(id, host);
  if (host.instance != null) await api.remove(`compute/instances/${host.instance.resourceId}`);
  await api.remove(path);
}

const changed = (id: string, { serialNumber, uuid }: HostResource): ConsoleError =>
  new ConsoleError(
    'conflict',
    `The host ${id} has the serial number ${serialNumber || '(none)'} and the UUID ${uuid || '(none)'} now; it was not removed.`,
    { fix: 'List the hosts again.' },
  );

function instanceFacts({ instance }: HostResource) {
  if (instance == null) return { osProfile: null, secureBoot: null, localAccount: null };
  return {
    osProfile: osOf(instance)?.profileName || null,
    secureBoot: instance.securityFeature === SECURE,
    localAccount: instance.localAccount?.resourceId ?? null,
  };
}

function hostFrom(host: HostResource): HostAtOrchestrator {
  const { view, address } = nodeStateOf(host, new Date());
  const created = Date.parse(host.timestamps?.createdAt ?? '');
  return {
    id: host.resourceId,
    name: host.name,
    serial: host.serialNumber,
    uuid: host.uuid,
    leaving: host.desiredState === 'HOST_STATE_DELETED',
    site: host.siteId || null,
    os: view.os,
    ...instanceFacts(host),
    metadata: Object.fromEntries((host.metadata ?? []).map(({ key, value }) => [key, value])),
    instanceId: view.instanceId,
    statuses: view.statuses,
    address,
    createdAt: Number.isNaN(created) ? null : new Date(created).toISOString(),
  };
}
