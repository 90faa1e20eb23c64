import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { EXPORT_FORMATS, exportFormat, type ExportFormat } from '../../../lib/contract/node-export.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { addCommand, type Outcome } from '../command.ts';

const options = z.object({ run: z.string().optional() });

export function addExport(program: Command): void {
  const group = program.command('export').description('write nodes for other tools');
  for (const format of exportFormat.options) {
    addCommand(group, {
      usage: `${format} [node...]`,
      summary: `print ${EXPORT_FORMATS[format].about}`,
      flags: [['--run <id>', 'the nodes of a run that still exist']],
      examples: examplesOf(format),
      args: z.tuple([z.array(z.string())]),
      options,
      run: ({ client }, [nodes], { run }) => {
        if (nodes.length > 0 || run !== undefined) return exported(client(), format, nodes, run);
        throw new ConsoleError('invalid', 'Give nodes, or --run.', {
          fix: `See ven export ${format} --help.`,
        });
      },
    });
  }
}

function examplesOf(format: ExportFormat): string[] {
  const { file } = EXPORT_FORMATS[format];
  if (format === 'xml') return ['ven export xml edge-1'];
  return [`ven export ${format} edge-1 edge-2 > ${file}`, `ven export ${format} --run RUN > ${file}`];
}

async function exported(
  client: ConsoleClient,
  format: ExportFormat,
  names: readonly string[],
  run: string | undefined,
): Promise<Outcome> {
  const text = await client.export(format, { nodes: names, run });
  const [node, ...others] = names;
  const isOne = format === 'xml' && node !== undefined && others.length === 0 && run === undefined;
  return {
    document: isOne ? { node, xml: text } : { format, file: EXPORT_FORMATS[format].file, text },
    text,
  };
}
