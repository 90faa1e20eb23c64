import { type Command } from 'commander';
import { z } from 'zod';
import { segment } from '../api/client.ts';
import { addCommand, noOptions } from '../command.ts';

export function addExport(program: Command): void {
  const group = program.command('export').description('nodes in the formats of others');
  addCommand(group, {
    usage: 'xml <node>',
    summary: "a node's libvirt domain XML",
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [node]) => {
      const answer = await client().response('GET', `/nodes/${segment(node)}/xml`, {
        headers: { accept: 'application/xml, application/problem+json' },
      });
      const xml = await answer.text();
      return { document: { node, xml }, text: xml.endsWith('\n') ? xml : `${xml}\n` };
    },
  });
}
