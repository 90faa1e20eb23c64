import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { bytes as sizeText } from '../../../lib/domain/format.ts';
import { addCommand, noArguments, onlyHost } from '../command.ts';
import { progressTeller } from '../images/progress.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { table } from '../output/text.ts';
import { HOST, hostOption } from './network-commands.ts';

const POOL = z.tuple([z.string()]);
const VOLUME = z.tuple([z.string(), z.string()]);
const GIB = 1024 ** 3;
const gibibytes = z.coerce.number({ error: 'use a number of GiB' }).positive('use a number of GiB');

/** `ven pool`: storage pools of whoever made them. */
export function addPools(program: Command): void {
  const group = program.command('pool').description('storage pools of the hosts');
  addCommand(group, {
    usage: 'list',
    summary: 'list the storage pools of a host',
    flags: [HOST],
    args: noArguments,
    options: hostOption,
    run: async ({ client }, _, { host }) => {
      const { pools } = await client().hosts.resources(host ?? (await onlyHost(client())));
      const rows = pools.map((each) => [
        ...[each.name, each.active ? 'active' : 'inactive', each.type, `${each.freeGiB}/${each.capacityGiB}`],
        ...[String(each.volumes), each.own ? 'console' : '-', each.path ?? '-'],
      ]);
      return {
        document: { pools },
        text: table(['POOL', 'STATE', 'TYPE', 'GIB FREE', 'VOLUMES', 'OF', 'PATH'], rows),
      };
    },
  });
  addCommand(group, {
    usage: 'create <pool> <path>',
    summary: 'define and start a pool over a folder of the host. Administrators only',
    flags: [HOST],
    args: VOLUME,
    options: hostOption,
    run: async ({ client }, [name, path], { host }) => {
      await client().pools.create(host ?? (await onlyHost(client())), { name, path });
      return { document: { pool: name }, text: `${name} is active.\n` };
    },
  });
  addCommand(group, {
    usage: 'remove <pool>',
    summary: 'undefine a pool; its files stay. Administrators only',
    flags: [HOST, YES],
    args: POOL,
    options: hostOption.extend(yesOption.shape),
    run: async (context, [name], { host, yes }) => {
      const client = context.client();
      const where = host ?? (await onlyHost(client));
      const answer = await confirmed(context, `Remove the pool ${where}/${name}, not its files`, yes);
      if (answer !== true) return answer;
      await client.pools.remove(where, name);
      return { document: { removed: name }, text: `${name} is removed; its files stay.\n` };
    },
  });
}

/** `ven volume`: volumes in these pools. */
export function addVolumes(program: Command): void {
  const group = program.command('volume').description('volumes in storage pools of the hosts');
  addCommand(group, {
    usage: 'list <pool>',
    summary: 'list the volumes of a pool, and who uses them',
    flags: [HOST],
    args: POOL,
    options: hostOption,
    run: async ({ client }, [pool], { host }) => {
      const volumes = await client().pools.volumes(host ?? (await onlyHost(client())), pool);
      const rows = volumes.map((each) => [
        ...[each.name, each.format ?? '-', sizeText(each.capacityBytes), sizeText(each.allocationBytes)],
        each.users.join(' ') || '-',
      ]);
      return { document: { volumes }, text: table(['VOLUME', 'FORMAT', 'SIZE', 'ON DISK', 'USED BY'], rows) };
    },
  });
  addCreation(group);
  addTransfers(group);
  addCommand(group, {
    usage: 'remove <pool> <volume>',
    summary: 'delete a volume that no domain uses, with its bytes. Administrators only',
    flags: [HOST, YES],
    args: VOLUME,
    options: hostOption.extend(yesOption.shape),
    run: async (context, [pool, name], { host, yes }) => {
      const client = context.client();
      const where = host ?? (await onlyHost(client));
      const answer = await confirmed(context, `Delete ${where}/${pool}/${name} and its bytes`, yes);
      if (answer !== true) return answer;
      await client.pools.removeVolume(where, pool, name);
      return { document: { removed: name }, text: `${name} is deleted.\n` };
    },
  });
}

function addCreation(group: Command): void {
  addCommand(group, {
    usage: 'create <pool> <volume>',
    summary: 'create an empty volume. Administrators only',
    flags: [['--size <gib>', 'its size in GiB'], ['--format <format>', 'qcow2 (default) or raw'], HOST],
    args: VOLUME,
    options: hostOption.extend({ size: gibibytes, format: z.enum(['qcow2', 'raw']).default('qcow2') }),
    run: async ({ client }, [pool, name], { host, size, format }) => {
      const where = host ?? (await onlyHost(client()));
      const bytes = Math.round(size * GIB);
      const document = await client().pools.createVolume(where, pool, { name, bytes, format });
      return { document, text: `${name} is created.\n` };
    },
  });
  addCommand(group, {
    usage: 'resize <pool> <volume>',
    summary: 'enlarge a volume that no domain uses. Administrators only',
    flags: [['--size <gib>', 'its new size in GiB'], HOST],
    args: VOLUME,
    options: hostOption.extend({ size: gibibytes }),
    run: async ({ client }, [pool, name], { host, size }) => {
      const where = host ?? (await onlyHost(client()));
      const document = await client().pools.resizeVolume(where, pool, name, Math.round(size * GIB));
      return { document, text: `${name}: ${sizeText(document.capacityBytes)}\n` };
    },
  });
}

function addTransfers(group: Command): void {
  addCommand(group, {
    usage: 'upload <pool> <volume> <file>',
    summary: 'overwrite a volume with a file, from its start. Administrators only',
    flags: [HOST, YES],
    args: z.tuple([z.string(), z.string(), z.string()]),
    options: hostOption.extend(yesOption.shape),
    run: async (context, [pool, name, file], { host, yes }) => {
      const client = context.client();
      const where = host ?? (await onlyHost(client));
      const answer = await confirmed(context, `Overwrite ${where}/${pool}/${name}`, yes);
      if (answer !== true) return answer;
      await using source = await open(file);
      const bytes = (await source.stat()).size;
      const read = async (offset: number, length: number) => {
        const part = new Uint8Array(length);
        const { bytesRead } = await source.read(part, 0, length, offset);
        return part.subarray(0, bytesRead);
      };
      const onProgress = progressTeller(context.output, bytes);
      await client.pools.uploadVolume(where, pool, name, { bytes, read, onProgress });
      return { document: { volume: name, bytes }, text: `${name}: ${sizeText(bytes)} written.\n` };
    },
  });
  addCommand(group, {
    usage: 'download <pool> <volume> <file>',
    summary: 'save the bytes of a volume in a new file. Administrators only',
    flags: [HOST],
    args: z.tuple([z.string(), z.string(), z.string()]),
    options: hostOption,
    run: async ({ client }, [pool, name, file], { host }) => {
      const { body } = await client().pools.downloadVolume(host ?? (await onlyHost(client())), pool, name);
      if (body === null) throw new ConsoleError('internal', 'The server sent nothing.');
      await pipeline(Readable.fromWeb(body), createWriteStream(file, { flags: 'wx' }));
      return { document: { volume: name, file }, text: `${file} is saved.\n` };
    },
  });
}
