import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, noOptions } from '../command.ts';

export function addExport(program: Command): void {
  const group = program.command('export').description('export nodes in other formats');
  addCommand(group, {
    usage: 'xml <node>',
    summary: "print a node's libvirt domain XML",
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [node]) => {
      const xml = await client().nodes.xml(node);
      return { document: { node, xml }, text: xml.endsWith('\n') ? xml : `${xml}\n` };
    },
  });
}
