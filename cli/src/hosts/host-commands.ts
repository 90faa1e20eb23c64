import type { Command } from 'commander';
import { z } from 'zod';
import type { Host } from '../../../lib/contract/host.ts';
import { freeSpaceText, poolSpace } from '../../../lib/domain/capacity.ts';
import { memory } from '../../../lib/domain/format.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { addHostResources } from '../listings/host-resources-command.ts';
import { facts, table } from '../output/text.ts';
import { addHostCheck, withConfirmedKey } from './host-check-command.ts';
import { addHostPrepare, addHostUnprepare } from './prepare-commands.ts';
import { HOST_FLAGS, hostOptions, requestFrom } from './host-options.ts';

const nameArgument = z.tuple([z.string()]);

const stateText = ({ state, settings }: Host): string =>
  settings.maintenance ? `${state}, maintenance` : state;

function hostText(host: Host): string {
  const { settings, capacity, versions, acceleration } = host;
  const notes = host.checks
    .filter(({ status }) => status !== 'ok')
    .map(({ id, reason, fix }): readonly [string, string] => [`Check ${id}`, `${reason} → ${fix}`]);
  return facts([
    ['Name', host.builtIn ? `${host.name} (of the configuration)` : host.name],
    ['URI', host.uri],
    ['State', stateText(host)],
    ...(host.reason === null ? [] : [['Reason', `${host.reason} → ${host.fix ?? ''}`] as const]),
    ['Host name', host.hostname ?? '-'],
    ['Versions', versions === null ? '-' : `libvirt ${versions.libvirt}, QEMU ${versions.qemu}`],
    ['Acceleration', acceleration === null ? '-' : `${acceleration.kind}: ${acceleration.reason}`],
    [
      'Free',
      capacity === null
        ? '-'
        : `${memory(capacity.memoryFreeMiB)} of memory; for disks ${freeSpaceText(capacity)}`,
    ],
    ['Labels', settings.labels.join(', ') || '-'],
    ['CPU overcommit', String(settings.cpuOvercommit)],
    [
      'Reserved',
      `${memory(settings.reservedMemoryMiB)} memory, ${settings.reservedDiskGiB} GiB of each pool`,
    ],
    ...(settings.simulatorAddress === null ? [] : [['Simulator at', settings.simulatorAddress] as const]),
    ['Booting at once', settings.bootingAtOnce === null ? 'any number' : String(settings.bootingAtOnce)],
    ['Confirmed SSH keys', String(settings.hostKeys.length)],
    ...notes,
  ]);
}

/** Without a number for disks while there is none. */
function freeText(capacity: NonNullable<Host['capacity']>): string {
  const space = poolSpace(capacity, null);
  return `${capacity.memoryFreeMiB} MiB, ${space === null ? '-' : `${space.freeGiB} GiB`}`;
}

/** `ven host …`. */
export function addHosts(program: Command): void {
  const group = program.command('host').description('libvirt hosts');
  addHostList(group);
  addHostShow(group);
  addHostResources(group);
  addHostPrepare(group);
  addHostUnprepare(group);
  addHostCheck(group);
  addHostAdd(group);
  addHostEdit(group);
  addHostRemove(group);
}

const addHostList = (group: Command): Command =>
  addCommand(group, {
    usage: 'list',
    summary: 'list hosts and their state',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const hosts = await client().hosts.list();
      const rows = hosts.map((host) => [
        ...[host.name, stateText(host), host.acceleration?.kind ?? '-'],
        host.capacity === null ? '-' : freeText(host.capacity),
        ...[host.settings.labels.join(',') || '-', host.uri],
        host.reason ?? host.acceleration?.reason ?? '',
      ]);
      const heading = ['HOST', 'STATE', 'ACCELERATION', 'FREE', 'LABELS', 'URI', 'REASON'];
      return { document: { hosts }, text: table(heading, rows) };
    },
  });

const addHostShow = (group: Command): Command =>
  addCommand(group, {
    usage: 'show <name>',
    summary: 'show a host: versions, room, settings, and what needs attention',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const host = await client().hosts.get(name);
      return { document: host, text: hostText(host) };
    },
  });

const addHostAdd = (group: Command): Command =>
  addCommand(group, {
    usage: 'add <name> <uri>',
    summary: 'add a host by libvirt’s connection URI',
    flags: HOST_FLAGS,
    details:
      'Examples of URIs: qemu+ssh://root@lab-3/system, qemu+tls://lab-3/system, qemu:///system.\n' +
      'SSH uses the configuration, keys and agent of the user that runs the console. The key of a server that is not\n' +
      'known there is confirmed by its fingerprint: ven host check NAME --uri URI shows it, --host-key confirms it.',
    args: z.tuple([z.string(), z.string()]),
    options: hostOptions,
    run: async ({ client, output }, [name, uri], given) => {
      const request = requestFrom(name, uri, {}, given);
      const confirmed = await withConfirmedKey(client(), request, given.hostKey, output);
      const host = await client().hosts.add(confirmed);
      return {
        document: host,
        text: `Host ${name} was added.\nTry whether it can be used: ven host check ${name}\n`,
      };
    },
  });

const addHostEdit = (group: Command): Command =>
  addCommand(group, {
    usage: 'edit <name>',
    summary: 'change settings of a host; what is not given stays',
    flags: [['--uri <uri>', 'connect to the same machine in another way'], ...HOST_FLAGS],
    args: nameArgument,
    options: hostOptions.extend({ uri: z.string().optional() }),
    run: async ({ client, output }, [name], given) => {
      const { uri, settings } = await client().hosts.get(name);
      const request = requestFrom(name, given.uri ?? uri, settings, given);
      const confirmed = await withConfirmedKey(client(), request, given.hostKey, output);
      const host = await client().hosts.edit(confirmed);
      return { document: host, text: `Host ${name} was changed.\n` };
    },
  });

const addHostRemove = (group: Command): Command =>
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove a host that has no nodes; nothing changes there',
    flags: [
      ['--forget <name>', 'the name once more: forget its nodes and images, too, which stay on the host'],
    ],
    args: nameArgument,
    options: z.object({ forget: z.string().optional() }),
    run: async ({ client }, [name], { forget }) => {
      await client().hosts.remove(name, forget === undefined ? {} : { forget });
      return { document: { name, removed: true }, text: `Host ${name} was removed.\n` };
    },
  });
