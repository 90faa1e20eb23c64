import { type Command } from 'commander';
import { z } from 'zod';
import { ENDINGS, STAGES } from '../../../lib/domain/stages.ts';
import { addCommand } from '../command.ts';
import { nodeTable } from './list-command.ts';
import { seconds } from './seconds.ts';
import { waitForStage } from './waiting.ts';

const WORDS = [...STAGES, ...ENDINGS];

const options = z.object({
  stage: z.enum(WORDS, { error: `use one of: ${WORDS.join(', ')}` }).default('ready'),
  timeout: seconds.default(3600),
});

export const addWait = (program: Command): Command =>
  addCommand(program, {
    usage: 'wait <node...>',
    summary: 'until nodes have come to a stage; exits 1 when one cannot any more, 5 when the time is up',
    flags: [
      ['--stage <stage>', 'which (default ready); a later one counts too'],
      ['--timeout <seconds>', 'how long (default 3600)'],
    ],
    details: `Stages: ${WORDS.join(', ')}.`,
    args: z.tuple([z.array(z.string())]),
    options,
    run: async ({ client: login, output }, [names], { stage, timeout }) => {
      const client = login();
      // Names are given once more to whoever comes later; the node that was meant now has its id.
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
