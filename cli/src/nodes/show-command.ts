import type { Command } from 'commander';
import { z } from 'zod';
import type { Boot, StageEvent } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { bootSourceFacts } from '../../../lib/domain/boot-source-facts.ts';
import { hostDetailsFacts } from '../../../lib/domain/host-details-facts.ts';
import { machineFacts } from '../../../lib/domain/machine-facts.ts';
import { stepText } from '../../../lib/domain/operation-steps.ts';
import { endWord, STAGE_FACTS } from '../../../lib/domain/stages.ts';
import { placementFacts } from '../../../lib/domain/network-facts.ts';
import { readyWhen } from '../../../lib/domain/ready-facts.ts';
import { ruleText } from '../../../lib/domain/checkpoint.ts';
import { recoveryText } from '../../../lib/domain/recovery.ts';
import { templateText } from '../../../lib/domain/template-facts.ts';
import { addCommand, noOptions } from '../command.ts';
import { faultText } from '../faults/fault-commands.ts';
import { duration } from '../../../lib/domain/format.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { waitsFor, whereItIs } from '../../../lib/report/progress.ts';
import { facts, table } from '../output/text.ts';

function stageRow(event: StageEvent): string[] {
  const end = event.endedAt === null ? Date.now() : Date.parse(event.endedAt);
  return [
    `  ${STAGE_FACTS[event.stage].title}`,
    event.outcome,
    event.basis,
    duration(end - Date.parse(event.startedAt)),
    event.evidence?.line.trim() ?? '',
  ];
}

function bootText({ number, startedAt, endedAt, endReason, stages, checkpoint }: Boot): string {
  const until = endedAt === null ? 'still running' : `${endWord(endReason)} ${endedAt}`;
  const from = checkpoint === null ? '' : `, from the checkpoint ${checkpoint}`;
  const heading = `\nBoot ${number}  ${startedAt}  ${printable(until)}${from}\n`;
  return heading + table(['  STAGE', 'OUTCOME', 'BASIS', 'TOOK', 'EVIDENCE'], stages.map(stageRow));
}

/** What the node was made of, and what applies to it. */
function settingFacts(node: NodeDetail): (readonly [string, string])[] {
  const { settings } = node;
  return [
    ['Template', templateText(node)],
    ['Onboarding', node.flow === 'nio' ? 'non-interactive' : 'interactive'],
    ...(settings.osProfile === null ? [] : [['OS profile', settings.osProfile] as const]),
    ...bootSourceFacts(node.bootSource),
    ['Size', `${node.vcpus} CPUs, ${node.memoryMiB} MiB, ${node.diskGiB} GiB`],
    ...machineFacts(node.machine),
    ...placementFacts(node),
    ...hostDetailsFacts(settings.details),
    ['Ready when', readyWhen(settings.ready, settings.reported)],
    ['Recovery', recoveryText(settings.recovery)],
    ['Checkpoint', ruleText(settings.checkpointAt)],
  ];
}

function nodeText(node: NodeDetail): string {
  const { failure, operation } = node;
  const waiting = node.failure === null && node.deletedAt === null ? waitsFor(node) : null;
  const optional: (readonly [string, string])[] = [
    ...(operation === null
      ? []
      : [
          [
            'Doing',
            `${operation.kind}: ${operation.step ? stepText(operation.step) : operation.state}`,
          ] as const,
        ]),
    ...node.faults.map((fault) => ['On purpose', faultText(fault)] as const),
    ...(failure === null ? [] : [['Failed', failure.cause] as const, ['Next', failure.fix] as const]),
    ...(failure?.evidence ? [['Evidence', failure.evidence.line] as const] : []),
    ...node.inputRefused.flatMap(({ port, reason, fix }) => [
      [`Port ${port}`, `accepts no input: ${reason}`] as const,
      ['Next', fix] as const,
    ]),
    ...(node.orchestratorView?.statuses ?? []).map(
      ({ name, text, indicator }) => [`Says ${name}`, `${text} (${indicator})`] as const,
    ),
  ];
  const head = facts([
    ['Name', node.name],
    ['State', node.state],
    ['Stage', whereItIs({ ...node, failure: null }) + (waiting === null ? '' : `, waiting for ${waiting}`)],
    ...optional,
    ['Address', node.address ?? '-'],
    ['Serial', node.serial],
    ['UUID', node.uuid],
    ['MAC', node.mac],
    ['Host', node.host],
    ['Orchestrator', node.orchestrator ?? 'none'],
    ...settingFacts(node),
    ...(node.labels.length === 0 ? [] : [['Labels', node.labels.join(' ')] as const]),
    ...(node.note === '' ? [] : [['Note', node.note] as const]),
    ['Run', node.runId],
    [
      'Created',
      `${node.createdAt} by ${node.createdBy}, ${duration(Date.now() - Date.parse(node.createdAt))} ago`,
    ],
  ]);
  return head + node.boots.map(bootText).join('');
}

export const addShow = (program: Command): Command =>
  addCommand(program, {
    usage: 'show <node>',
    summary: 'show a node, its boots and their stages',
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [name]) => {
      const node = await client().nodes.get(name);
      return { document: node, text: nodeText(node) };
    },
  });
