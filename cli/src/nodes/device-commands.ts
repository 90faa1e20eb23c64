import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  deviceTime,
  diskAttachRequest,
  macAddress,
  type MachineDisk,
  nicAttachRequest,
  type VolumeFate,
} from '../../../lib/contract/node-device.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { bytes } from '../../../lib/domain/format.ts';
import {
  type DeviceView,
  diskDetachRefusal,
  diskViews,
  nicText,
  nicViews,
  PENDING_WORDS,
} from '../../../lib/domain/node-devices.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, type Flag, noOptions } from '../command.ts';
import { table } from '../output/text.ts';
import { networkOf } from './edit-command.ts';
import { carryOut, outcomeOf } from './operations.ts';
import { NO_WAIT, waitOption } from './power-commands.ts';

const NODE = z.tuple([z.string()]);
const DEVICE = z.tuple([z.string(), z.string()]);
const AT: Flag = [
  '--at <when>',
  'now (the guest is asked to let go of it), or next-start: with the next power-off',
];
const detachOptions = waitOption.extend({ at: deviceTime.default('now') });

/** `ven disk` and `ven nic`: what nodes are given beside what they were made with. */
export function addDevices(program: Command): void {
  const disks = program.command('disk').description('disks of a node beside the one that it was made with');
  addDiskList(disks);
  addDiskAttach(disks);
  addDiskDetach(disks);
  const nics = program
    .command('nic')
    .description('network cards of a node beside the one that it was made with');
  addNicList(nics);
  addNicAttach(nics);
  addNicDetach(nics);
}

const pendingText = ({ pending }: Pick<DeviceView<unknown>, 'pending'>): string =>
  pending === null ? '-' : PENDING_WORDS[pending];

function addDiskList(group: Command): void {
  addCommand(group, {
    usage: 'list <node>',
    summary: 'list the disks of a node, and what waits for a power-off',
    args: NODE,
    options: noOptions,
    run: async ({ client }, [node]) => {
      const hardware = await client().nodes.hardware(node);
      const views = diskViews(hardware);
      const rows = views.flatMap((view) => {
        const disk = view.present ?? view.next;
        if (disk === null) return [];
        const size = disk.bytes === 0 ? '-' : bytes(disk.bytes);
        const volume = printable(disk.volume ?? disk.path ?? '') || '-';
        return [[view.id, disk.role, size, disk.bus, disk.pool ?? '-', volume, pendingText(view)]];
      });
      const titles = ['DISK', 'ROLE', 'SIZE', 'BUS', 'POOL', 'VOLUME', 'POWER-OFF'];
      return { document: { disks: views }, text: table(titles, rows) };
    },
  });
}

interface Change {
  readonly client: ConsoleClient;
  readonly node: string;
  readonly begin: (node: string) => Promise<Operation>;
  readonly wait: boolean;
  readonly progress: (line: string) => void;
}

/** What it did, and what of it only the next power-off shows. */
async function carriedOut({ client, node, begin, wait, progress }: Change, done: string) {
  const outcomes = await carryOut({ client, nodes: [node], begin, wait, progress });
  const outcome = outcomeOf(outcomes, done);
  if (!wait || (outcome.exitCode ?? 0) !== 0) return outcome;
  const hardware = await client.nodes.hardware(node);
  const waiting = [...diskViews(hardware), ...nicViews(hardware)].filter(({ pending }) => pending !== null);
  for (const view of waiting)
    progress(`${node}: ${view.id} takes effect after power off: ${pendingText(view)}`);
  return outcome;
}

function addDiskAttach(group: Command): void {
  addCommand(group, {
    usage: 'attach <node>',
    summary: 'give a node another disk: a new volume, or one that exists; at once where libvirt can',
    flags: [
      ['--size <GiB>', 'size of a new volume'],
      ['--volume <name>', 'a volume that exists in the pool, in place of a new one'],
      ['--pool <pool>', "the storage pool; the console's own if it is left out"],
      ['--bus <bus>', 'virtio, scsi, or sata, which waits for a power-off'],
      NO_WAIT,
    ],
    args: NODE,
    options: waitOption.extend({
      size: z.coerce.number({ error: 'use a number' }).optional(),
      volume: z.string().optional(),
      pool: z.string().optional(),
      bus: z.string().optional(),
    }),
    run: async ({ client: login, output }, [node], { size, volume, pool, bus, wait }) => {
      const request = checked(diskAttachRequest, { sizeGiB: size, volume, pool, bus }, 'disk attach');
      const client = login();
      const begin = (which: string) => client.nodes.attachDisk(which, request);
      return carriedOut({ client, node, begin, wait, progress: output.progress }, 'has another disk');
    },
  });
}

/** The fate of a volume is never a default: it may be all that somebody has. */
function fateOf(
  { keepVolume, deleteVolume }: { readonly keepVolume: boolean; readonly deleteVolume: boolean },
  disk: MachineDisk | null,
): VolumeFate {
  if (keepVolume !== deleteVolume) return deleteVolume ? 'remove' : 'keep';
  const what = printable(disk?.volume ?? disk?.path ?? 'its volume');
  throw new ConsoleError('invalid', `Say what becomes of ${what}: give --keep-volume or --delete-volume.`, {
    fix: '--delete-volume loses everything on it; a volume that is kept can be attached again.',
  });
}

function addDiskDetach(group: Command): void {
  addCommand(group, {
    usage: 'detach <node> <disk>',
    summary: 'take a disk from a node, by what the machine calls it, such as vdb',
    flags: [
      ['--keep-volume', 'keep its volume, which can be attached again'],
      ['--delete-volume', 'delete its volume, with everything on it'],
      AT,
      NO_WAIT,
    ],
    args: DEVICE,
    options: detachOptions.extend({
      keepVolume: z.boolean().default(false),
      deleteVolume: z.boolean().default(false),
    }),
    run: async ({ client: login, output }, [node, disk], { at, wait, ...fates }) => {
      const client = login();
      const [{ state }, hardware] = await Promise.all([client.nodes.get(node), client.nodes.hardware(node)]);
      const view = diskViews(hardware).find(({ id }) => id === disk);
      if (view === undefined)
        throw new ConsoleError('not-found', `"${node}" has no disk ${printable(disk)}.`, {
          fix: `See ven disk list ${node}.`,
        });
      const volume = fateOf(fates, view.present ?? view.next);
      const refusal = diskDetachRefusal(view, state, { volume, at });
      if (refusal !== null) throw new ConsoleError('conflict', refusal.message, { fix: refusal.fix });
      const begin = (which: string) => client.nodes.detachDisk(which, disk, { volume, at });
      return carriedOut({ client, node, begin, wait, progress: output.progress }, `has no ${disk} any more`);
    },
  });
}

function addNicList(group: Command): void {
  addCommand(group, {
    usage: 'list <node>',
    summary: 'list the network cards of a node, and what waits for a power-off',
    args: NODE,
    options: noOptions,
    run: async ({ client }, [node]) => {
      const views = nicViews(await client().nodes.hardware(node));
      const rows = views.flatMap((view) => {
        const nic = view.present ?? view.next;
        return nic === null ? [] : [[view.id, nic.role, printable(nicText(nic)), pendingText(view)]];
      });
      return { document: { nics: views }, text: table(['MAC', 'ROLE', 'NETWORK', 'POWER-OFF'], rows) };
    },
  });
}

function addNicAttach(group: Command): void {
  addCommand(group, {
    usage: 'attach <node>',
    summary: 'give a node another network card; at once where libvirt can',
    flags: [
      ['--network <name>', 'a libvirt network'],
      ['--bridge <name>', 'a bridge of the host'],
      ['--own-network', 'the network that the console makes, which is the default'],
      ['--model <model>', 'virtio or e1000e'],
      ['--mac <address>', 'its MAC address; chosen by the console if it is left out'],
      NO_WAIT,
    ],
    args: NODE,
    options: waitOption.extend({
      network: z.string().optional(),
      bridge: z.string().optional(),
      ownNetwork: z.boolean().default(false),
      model: z.string().optional(),
      mac: z.string().optional(),
    }),
    run: async ({ client: login, output }, [node], { model, mac, wait, ...place }) => {
      const network = networkOf(place, 'nic attach');
      const request = checked(nicAttachRequest, { network, model, mac }, 'nic attach');
      const client = login();
      const begin = (which: string) => client.nodes.attachNic(which, request);
      return carriedOut({ client, node, begin, wait, progress: output.progress }, 'has another network card');
    },
  });
}

function addNicDetach(group: Command): void {
  addCommand(group, {
    usage: 'detach <node> <mac>',
    summary: 'take a network card from a node, by its MAC address',
    flags: [AT, NO_WAIT],
    args: DEVICE,
    options: detachOptions,
    run: async ({ client: login, output }, [node, address], { at, wait }) => {
      const mac = checked(z.object({ mac: macAddress }), { mac: address }, 'nic detach').mac;
      const client = login();
      const begin = (which: string) => client.nodes.detachNic(which, mac, { at });
      return carriedOut(
        { client, node, begin, wait, progress: output.progress },
        `has no card ${mac} any more`,
      );
    },
  });
}

/** As the server checks it, so that a mistake is told before anything is sent; with the name of its option. */
function checked<Schema extends z.ZodType>(
  schema: Schema,
  request: Readonly<Record<string, unknown>>,
  command: string,
): z.output<Schema> {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [field = ''] = issue?.path ?? [];
  const option = field === 'sizeGiB' ? 'size' : String(field);
  throw new ConsoleError('invalid', `--${option}: ${issue?.message ?? ''}`, {
    fix: `See ven ${command} --help.`,
  });
}
