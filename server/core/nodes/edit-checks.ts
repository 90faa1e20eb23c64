import { ConsoleError, type ErrorCode } from '../../../lib/contract/error.ts';
import type { Hardware } from '../../../lib/contract/node-hardware.ts';
import type { NodeEdit } from '../../../lib/contract/node-edit.ts';
import { HARDWARE_FIELDS, refusalsOf, renameRefusal } from '../../../lib/domain/node-edit.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { NodeNetwork } from '../../../lib/contract/node-network.ts';
import type { Database, NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { BootFacts, OrchestratorAdapter } from '../../orchestrator/api.ts';
import { checkNetwork } from '../create/placement.ts';
import { filesOf } from './node-volumes.ts';
import type { NodeRecord, NodeRegistry } from './registry.ts';
import { bootFactsOn } from '../networks/boot-facts.ts';

interface EditPlace {
  readonly host: HypervisorHost;
  readonly orchestrator: OrchestratorAdapter | null;
  readonly images: Database['images'];
}

/** Throws, with what to do instead, if the node cannot be changed like this now. */
export async function requireEditable(
  registry: NodeRegistry,
  { host, orchestrator, images }: EditPlace,
  record: NodeRecord,
  edit: NodeEdit,
): Promise<void> {
  const { row, state } = record;
  if (state === 'no state')
    throw new ConsoleError('host-unreachable', `The state of "${row.name}" is not known yet.`, {
      fix: `Try again once its host "${row.host}" has been read; the host's page shows what prevents it.`,
    });
  if (state === 'no domain')
    throw new ConsoleError('conflict', `"${row.name}" is not defined on its host.`, {
      fix: 'Provision it again, or delete it.',
    });
  if (edit.name !== undefined && edit.name !== row.name) {
    requireRenamable(record);
    await requireFreeName(registry, host, record, edit.name);
  }
  if (!HARDWARE_FIELDS.some((field) => edit[field] !== undefined)) return;
  const hardware = await host.domains.configuration(row.uuid);
  const refusals = refusalsOf(state, hardware, edit);
  const [first] = refusals;
  if (first !== undefined)
    throw new ConsoleError('conflict', refusals.map(({ message }) => message).join(' '), {
      fix: first.fix,
      errors: refusals.map(({ field, message }) => ({ field, message })),
    });
  if (edit.network !== undefined) await requireNetwork(host, orchestrator, edit.network);
  if (typeof edit.medium === 'string')
    await requireMedium(images, row, { name: edit.medium, drive: hardware.next.drive });
  if (edit.diskGiB !== undefined) requireRoom(host, row, edit.diskGiB);
}

/** As a create checks it; what only may prevent a boot is told by the check before the next one. */
export async function requireNetwork(
  host: HypervisorHost,
  orchestrator: OrchestratorAdapter | null,
  wish: NodeNetwork,
): Promise<void> {
  const facts = orchestrator === null ? NO_BOOT_FACTS : await bootFactsOn(host, orchestrator);
  checkNetwork(wish, await host.resources(), facts);
}

const NO_BOOT_FACTS: BootFacts = {
  ...{ bootProgramUrl: null, bootScriptUrl: null, authority: null, secureBootCertificate: null },
  ...{ hosts: [], subnet: null },
};

async function requireMedium(
  images: EditPlace['images'],
  { host }: NodeRow,
  { name, drive }: { readonly name: string; readonly drive: Hardware['drive'] },
): Promise<void> {
  const image = await images.get(name);
  if (image?.completedAt == null)
    throw refused('not-found', `There is no image "${name}".`, 'See the list of images.', 'medium');
  if (image.host !== host)
    throw refused(
      'conflict',
      `The image "${name}" is on ${image.host}.`,
      `Add it on ${host}, too.`,
      'medium',
    );
  if (image.kind !== 'iso' && drive !== 'usb')
    throw refused('conflict', `"${name}" is no ISO image.`, 'Choose one that is.', 'medium');
}

/** A sparse disk may exceed the free space, but not the size of the storage. */
function requireRoom(host: HypervisorHost, { pool }: NodeRow, diskGiB: number): void {
  const { capacity } = host.status;
  if (pool !== null || capacity === null || diskGiB <= capacity.poolGiB) return;
  const message = `A disk of ${diskGiB} GiB is larger than the storage of ${host.name} (${Math.floor(capacity.poolGiB)} GiB).`;
  throw refused('conflict', message, 'Choose a smaller size.', 'diskGiB');
}

function requireRenamable({ row, state }: NodeRecord): void {
  if (renameRefusal(state) === null) return;
  const fix = isOn(state)
    ? 'Shut it down first. Labels and a note can be changed while it is on.'
    : 'Start it and shut it down first: its memory is saved under its present name.';
  throw refused('conflict', `"${row.name}" is ${state}: libvirt renames only machines that are off.`, fix);
}

/** Files of another node that was renamed still have that node's earlier name. */
async function requireFreeName(
  registry: NodeRegistry,
  host: HypervisorHost,
  { row }: NodeRecord,
  name: string,
): Promise<void> {
  const others = registry.all().filter((other) => other.row.id !== row.id);
  const holder = others.find((other) => other.row.name === name || filesOf(other.row) === name);
  if (holder !== undefined) {
    const message =
      holder.row.name === name
        ? `There is another node "${name}".`
        : `"${name}" is still the name of the files of "${holder.row.name}", which was renamed.`;
    throw refused('conflict', message, 'Choose another name.');
  }
  const domain = await host.domains.named(name);
  if (domain !== null && domain.uuid !== row.uuid)
    throw refused('conflict', `The host has another domain "${name}".`, 'Choose another name.');
}

function refused(code: ErrorCode, message: string, fix: string, field = 'name'): ConsoleError {
  return new ConsoleError(code, message, { fix, errors: [{ field, message }] });
}
