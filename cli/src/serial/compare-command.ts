import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import type { BootComparison, ComparedBoot, ComparedStage } from '../../../lib/contract/boot-comparison.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { blameText, durationDifference } from '../../../lib/domain/boot-comparison/stage-durations.ts';
import { counted, duration } from '../../../lib/domain/format.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { STAGE_FACTS } from '../../../lib/domain/stages.ts';
import { addCommand, noOptions } from '../command.ts';
import { facts, table } from '../output/text.ts';
import { bootNumber, findBoot } from './find-boot.ts';

interface Address {
  readonly node: string;
  readonly boot: number | undefined;
}

/** NODE or NODE:BOOT. */
const bootAddress = z.string().transform((text, context): Address => {
  const at = text.lastIndexOf(':');
  if (at < 0) return { node: text, boot: undefined };
  const boot = bootNumber.safeParse(text.slice(at + 1));
  if (boot.success) return { node: text.slice(0, at), boot: boot.data };
  context.addIssue({
    code: 'custom',
    message: `${text}: use NODE:BOOT, such as edge-1:2`,
  });
  return z.NEVER;
});

/** With one boot, the one before it is the base. */
async function bothOf(client: ConsoleClient, first: Address, second: Address | undefined) {
  const one = {
    node: first.node,
    boot: (await findBoot(client, first.node, first.boot)).number,
  };
  if (second !== undefined)
    return [
      one,
      {
        node: second.node,
        boot: (await findBoot(client, second.node, second.boot)).number,
      },
    ] as const;
  if (one.boot > 1) return [{ node: one.node, boot: one.boot - 1 }, one] as const;
  throw new ConsoleError('conflict', `${one.node} has no boot before boot 1.`, {
    fix: `Name another one: ven compare ${one.node} NODE`,
  });
}

function sideText({ node, boot, startedAt, stage, cause }: ComparedBoot): string {
  const end = cause ?? (stage === null ? 'no stage seen' : `came to ${STAGE_FACTS[stage].title}`);
  return `${node.name} boot ${boot}, ${startedAt}, ${end}`;
}

const time = (milliseconds: number | null): string => (milliseconds === null ? '-' : duration(milliseconds));

function stageText(port: number, { stage, differences, parts, cut }: ComparedStage): string {
  if (differences === 0) return '';
  const lines = parts.flatMap(({ skipped, lines: shown }) => [
    ...(skipped > 0 ? [`    (${counted(skipped, 'line')} alike)`] : []),
    ...shown.map(({ mark, text }) => `  ${mark} ${printable(text)}`),
  ]);
  const rest = cut ? ['    (more differences follow)'] : [];
  const heading = `\nttyS${port}, ${STAGE_FACTS[stage].title}: ${counted(differences, 'line')} in one boot only`;
  return `${[heading, ...lines, ...rest].join('\n')}\n`;
}

function comparisonText({ base, other, stages, ports }: BootComparison): string {
  const heads = facts([
    ['Base (-)', sideText(base)],
    ['Other (+)', sideText(other)],
  ]);
  const rows = stages.map((stage) => [
    STAGE_FACTS[stage.stage].title,
    time(stage.base),
    time(stage.other),
    durationDifference(stage) ?? '-',
  ]);
  const times = stages.length === 0 ? '' : `\n${table(['STAGE', 'BASE', 'OTHER', 'DIFFERENCE'], rows)}`;
  const blame = blameText(stages);
  const output = ports.flatMap((port) => port.stages.map((stage) => stageText(port.port, stage))).join('');
  const cut = ports.some((port) => port.cut) ? '\nOnly the beginning of a long log was compared.\n' : '';
  return `${heads}${times}${blame === null ? '' : `\n${blame}\n`}${output || '\nThe output is alike.\n'}${cut}`;
}

export const addCompare = (program: Command): Command =>
  addCommand(program, {
    usage: 'compare <boot> [other]',
    summary: 'compare two boots: how long their stages took, and what they printed differently',
    details:
      'A boot is NODE:NUMBER, or NODE for its latest. With one boot, it is compared with the one before it.\n' +
      'Times, addresses, UUIDs, sizes and counters do not count as differences.',
    examples: ['ven compare edge-1', 'ven compare edge-1:1 edge-2:1', 'ven compare edge-1 edge-2 -o json'],
    args: z.tuple([bootAddress, bootAddress.optional()]),
    options: noOptions,
    run: async ({ client: login }, [first, second]) => {
      const client = login();
      const [base, other] = await bothOf(client, first, second);
      const comparison = await client.nodes.compare(base.node, base.boot, other);
      return { document: { comparison }, text: comparisonText(comparison) };
    },
  });
