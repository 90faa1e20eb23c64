import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { stageName } from '../../../lib/contract/boot.ts';
import {
  BOOT_WAYS,
  bootWay,
  type BootWay,
  stageExplanation,
} from '../../../lib/domain/stage-explanations.ts';
import { STAGES, type Stage, stageTitle } from '../../../lib/domain/stages.ts';
import { addCommand, type Outcome } from '../command.ts';

const WIDTH = 100;

interface Explained {
  readonly node: string | null;
  readonly stages: readonly Stage[];
  readonly way: BootWay;
  /** The one in which the node is. */
  readonly present: string | null;
}

/** `ven explain`: what happens while a node boots, for people who see it for the first time. */
export const addExplainStages = (program: Command): Command =>
  addCommand(program, {
    usage: 'explain [what]',
    summary:
      'say in plain words what happens in a stage, or in those of a node; without a node it needs no server',
    flags: [
      ['--for <way>', `of nodes by ${BOOT_WAYS.join(', ')}, where no node is given (default: onboarding)`],
    ],
    args: z.union([z.tuple([z.undefined()]), z.tuple([z.string()]), z.tuple([])]),
    options: z.object({ for: z.enum(BOOT_WAYS, `use ${BOOT_WAYS.join(', ')}`).default('onboarding') }),
    run: async ({ client }, [what], { for: way }): Promise<Outcome> => {
      const stage = stageName.safeParse(what).data;
      if (what === undefined || stage !== undefined)
        return outcome({ node: null, stages: stage ? [stage] : STAGES, way, present: null });
      return outcome(await ofNode(client(), what));
    },
  });

async function ofNode(api: ConsoleClient, name: string): Promise<Explained> {
  const { orchestrator, ...node } = await api.nodes.get(name);
  const kind = (await api.orchestrators.list()).find((each) => each.name === orchestrator)?.kind ?? null;
  const present = node.stages.at(-1)?.stage ?? node.stage;
  return { node: node.name, stages: node.expectedStages, way: bootWay(kind), present };
}

function outcome({ node, stages, way, present }: Explained): Outcome {
  const explained = stages.map((stage) => ({
    ...{ stage, title: stageTitle(stage), text: stageExplanation(stage, way) },
    present: stage === present,
  }));
  const text = explained.map(
    ({ title, text: paragraph, present: isPresent }) =>
      `${title}${isPresent ? `  (${node ?? ''} is here)` : ''}\n${wrapped(paragraph)}\n`,
  );
  return { document: { node, way, stages: explained }, text: text.join('\n') };
}

/** In lines that a terminal shows. */
function wrapped(paragraph: string): string {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `  ${line}\n`).join('');
}
