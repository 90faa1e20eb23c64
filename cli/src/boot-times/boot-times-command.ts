import type { Command } from 'commander';
import { z } from 'zod';
import { BOOT_GROUPS, type BootTimes, type BootTimesGroup } from '../../../lib/contract/boot-times.ts';
import { slowStages } from '../../../lib/domain/boot-times.ts';
import { counted, duration } from '../../../lib/domain/format.ts';
import { STAGE_FACTS } from '../../../lib/domain/stages.ts';
import { addCommand, noArguments } from '../command.ts';
import { table } from '../output/text.ts';

const options = z.object({
  by: z.enum(BOOT_GROUPS, { error: `use ${BOOT_GROUPS.join(', ')}` }).default('template'),
  template: z.string().optional(),
  host: z.string().optional(),
  orchestrator: z.string().optional(),
  days: z.coerce.number({ error: 'use a number of days' }).int().min(1).max(3650).default(30),
});

function groupText(group: BootTimesGroup, groups: readonly BootTimesGroup[]): string {
  const slow = slowStages(group, groups);
  const outcome = `${counted(group.boots, 'boot')}, ${group.ready} ready, ${group.failed} failed`;
  const rows = group.stages.map(({ stage, boots, p50, p95 }) => [
    STAGE_FACTS[stage].title,
    duration(p50),
    duration(p95),
    String(boots),
    slow.stages.has(stage) ? 'slower than elsewhere' : '',
  ]);
  const { toReady } = group;
  if (toReady !== null)
    rows.push(['Power-on to ready', duration(toReady.p50), duration(toReady.p95), String(toReady.boots), '']);
  return `${group.name ?? 'none'}: ${outcome}\n${table(['STAGE', 'P50', 'P95', 'BOOTS', ''], rows)}`;
}

function timesText({ groups, boots, cut, since }: BootTimes): string {
  if (boots === 0) return `No boot has begun since ${since}.\n`;
  const note = cut ? `\nOnly the latest ${boots} boots count.\n` : '';
  return `${groups.map((group) => groupText(group, groups)).join('\n')}${note}`;
}

export const addBootTimes = (program: Command): Command =>
  addCommand(program, {
    usage: 'boot-times',
    summary: 'show how long the stages of past boots took, by template, host or orchestrator',
    details:
      'P50: half of the boots took no longer; P95: 95 of 100 took no longer. Boots of deleted nodes count.\n' +
      'The way of a boot to its first ready counts.',
    examples: [
      'ven boot-times',
      'ven boot-times --by host --template ubuntu',
      'ven boot-times --days 1 -o json',
    ],
    flags: [
      ['--by <what>', 'template, host or orchestrator (default: template)'],
      ['--template <name>', 'only boots of nodes of this template'],
      ['--host <name>', 'only boots on this host'],
      ['--orchestrator <name>', 'only boots at this orchestrator; none: without one'],
      ['--days <n>', 'boots that began within so many days (default: 30)'],
    ],
    args: noArguments,
    options,
    run: async ({ client }, _args, chosen) => {
      const times = await client().bootTimes(chosen);
      return { document: times, text: timesText(times) };
    },
  });
