import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import type { StageOrEnding } from '../../../lib/report/progress.ts';
import { ENDINGS, isEnding, STAGES } from '../../../lib/domain/stages.ts';
import { addCommand, seconds } from '../command.ts';
import { nodeTable } from './list-command.ts';
import { waitForStage } from './waiting.ts';
import { createWatchView } from './watch-view.ts';

const TARGETS = [...STAGES, ...ENDINGS];

const options = z.object({
  stage: z.enum(TARGETS, { error: `use one of: ${TARGETS.join(', ')}` }).default('ready'),
  timeout: seconds.default(3600),
});

/** Waiting for a stage that a node never has would last until the time is up. */
function requireStage(nodes: readonly NodeDetail[], stage: StageOrEnding): void {
  for (const { name, expectedStages, boots } of nodes) {
    const seen = boots.flatMap(({ stages }) => stages).map((each) => each.stage);
    // What the firmware fetches may be iPXE, also where nobody knows it beforehand.
    const possible: StageOrEnding[] = expectedStages.includes('http-boot') ? ['ipxe'] : [];
    const known = new Set<StageOrEnding>([...expectedStages, ...seen, ...possible]);
    if (isEnding(stage) || known.has(stage) || known.size === 0) continue;
    throw new ConsoleError('invalid', `${name} has no stage "${stage}", whatever it boots.`, {
      fix: `Its stages: ${STAGES.filter((each) => known.has(each)).join(', ')}.`,
    });
  }
}

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
      const nodes = await Promise.all(names.map((name) => client.nodes.get(name)));
      requireStage(nodes, stage);
      const ids = [...new Set(nodes.map(({ id }) => id))];
      const waited = await waitForStage({
        client,
        ids,
        list: () => Promise.all(ids.map((id) => client.nodes.get(id))),
        stage,
        timeout,
        progress: output.progress,
        view: output.interactive ? createWatchView(output) : undefined,
      });
      return { ...waited, document: { nodes: waited.nodes }, text: nodeTable(waited.nodes) };
    },
  });
