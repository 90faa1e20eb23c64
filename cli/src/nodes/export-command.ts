import { type Command } from 'commander';
import { z } from 'zod';
import { addCommand, noOptions } from '../command.ts';

export function addExport(program: Command): void {
  const group = program.command('export').description('nodes in the formats of others');
  addCommand(group, {
    usage: 'xml <node>',
    summary: "a node's libvirt domain XML",
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [node]) => {
      const xml = await client().nodes.xml(node);
      return { document: { node, xml }, text: xml.endsWith('\n') ? xml : `${xml}\n` };
    },
  });
}
