import type { Command } from 'commander';
import { z } from 'zod';
import { ENDINGS, STAGES } from '../../../lib/domain/stages.ts';
import { addCommand, seconds } from '../command.ts';
import { nodeTable } from './list-command.ts';
import { waitForStage } from './waiting.ts';

const TARGETS = [...STAGES, ...ENDINGS];

const options = z.object({
  stage: z.enum(TARGETS, { error: `use one of: ${TARGETS.join(', ')}` }).default('ready'),
  timeout: seconds.default(3600),
});

export const addWait = (program: Command): Command =>
  addCommand(program, {
    usage: 'wait <node...>',
    summary: 'wait until nodes reach a stage; exits 1 when one no longer can, 5 on timeout',
    flags: [
      ['--stage <stage>', 'stage to wait for (default: ready); later stages count, too'],
      ['--timeout <seconds>', 'time limit (default 3600)'],
    ],
    details: `Stages: ${TARGETS.join(', ')}.`,
    args: z.tuple([z.array(z.string())]),
    options,
    run: async ({ client: login, output }, [names], { stage, timeout }) => {
      const client = login();
      // A name can be reused by a later node; an id cannot.
      const ids = [
        ...new Set((await Promise.all(names.map((name) => client.nodes.get(name)))).map(({ id }) => id)),
      ];
      const waited = await waitForStage({
        client,
        ids,
        list: () => Promise.all(ids.map((id) => client.nodes.get(id))),
        stage,
        timeout,
        progress: output.progress,
      });
      return { ...waited, document: { nodes: waited.nodes }, text: nodeTable(waited.nodes) };
    },
  });
