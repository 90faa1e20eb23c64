import type { Command } from 'commander';
import { z } from 'zod';
import type { Boot } from '../../../lib/contract/boot.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { addCommand, noOptions } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { table } from '../output/text.ts';
import { bootNumber, findBoot } from '../serial/find-boot.ts';

const BOOT = ['--boot <n>', 'number of the boot (default: the latest)'] as const;
const which = z.object({ boot: bootNumber.optional() });
const node = z.tuple([z.string()]);

function addList(group: Command): void {
  addCommand(group, {
    usage: 'list <node>',
    summary: 'list what was recorded of each boot',
    args: node,
    options: noOptions,
    run: async ({ client: login }, [name]) => {
      const client = login();
      const { boots } = await client.nodes.get(name);
      const recordings = [];
      for (const { number, startedAt, pinned } of boots) {
        const { bytes: size, pictures, duration } = await client.recordings.replay(name, number);
        recordings.push({
          boot: number,
          startedAt,
          bytes: size,
          pictures: pictures.length,
          duration,
          pinned,
        });
      }
      const rows = recordings.map((each) => [
        String(each.boot),
        each.startedAt,
        bytes(each.bytes),
        String(each.pictures),
        each.pinned === null ? '' : `by ${each.pinned.by}`,
      ]);
      const text = table(['BOOT', 'STARTED', 'SIZE', 'PICTURES', 'PINNED'], rows);
      return { document: { recordings }, text };
    },
  });
}

/** `ven recording`: what is kept of boots. */
export function addRecordings(program: Command): void {
  const group = program.command('recording').description('what was recorded of the boots of a node');
  addList(group);
  for (const verb of ['pin', 'unpin'] as const) {
    addCommand(group, {
      usage: `${verb} <node>`,
      summary: verb === 'pin' ? 'keep the recording of a boot for good' : 'keep it no longer than others',
      flags: [BOOT],
      args: node,
      options: which,
      run: async ({ client: login }, [name], { boot }) => {
        const client = login();
        const { number } = await findBoot(client, name, boot);
        const { pinned }: Boot = await client.recordings[verb](name, number);
        const text = `The recording of boot ${number} of ${name} is ${verb === 'pin' ? 'pinned' : 'no longer pinned'}.\n`;
        return { document: { node: name, boot: number, pinned }, text };
      },
    });
  }
  addCommand(group, {
    usage: 'delete <node>',
    summary: 'delete the serial logs and pictures of a boot; its stages stay',
    flags: [BOOT, YES],
    args: node,
    options: which.extend(yesOption.shape),
    run: async (context, [name], { boot, yes }) => {
      const client = context.client();
      const { number } = await findBoot(client, name, boot);
      const agreed = await confirmed(context, `Delete the recording of boot ${number} of ${name}`, yes);
      if (agreed !== true) return agreed;
      await client.recordings.remove(name, number);
      const text = `The recording of boot ${number} of ${name} was deleted.\n`;
      return { document: { node: name, boot: number, deleted: true }, text };
    },
  });
}
