import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Run } from '../../../lib/contract/run.ts';
import { runReportFormat } from '../../../lib/contract/run-control.ts';
import type { RunTimeline } from '../../../lib/contract/run-timeline.ts';
import { counted, duration } from '../../../lib/domain/format.ts';
import { timesOf } from '../../../lib/domain/stage-spans.ts';
import { inOrder, stageTitle, type Stage } from '../../../lib/domain/stages.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, noOptions } from '../command.ts';
import { table } from '../output/text.ts';
import { askYesOrNo } from '../output/question.ts';

const oneRun = z.tuple([z.string()]);

function stateText({ name, state, hold, waiting, ready, failed, nodeIds }: Run): string {
  const paused =
    hold === null ? '' : hold.by === null ? ', stopped after failures' : `, paused by ${hold.by}`;
  const counts = `${ready} of ${nodeIds.length} ready, ${failed} failed, ${waiting} waiting`;
  return `${printable(name)}: ${state}${printable(paused)}; ${counts}\n`;
}

function addPauseAndResume(group: Command): void {
  addCommand(group, {
    usage: 'pause <run>',
    summary: 'begin no further boot of a run; what boots goes on',
    args: oneRun,
    options: noOptions,
    run: async (context, [id]) => {
      const run = await context.client().runs.pause(id);
      return { document: { run }, text: stateText(run) };
    },
  });
  addCommand(group, {
    usage: 'resume <run>',
    summary: 'begin boots of a run again that was paused, or stopped after failures',
    args: oneRun,
    options: noOptions,
    run: async (context, [id]) => {
      const run = await context.client().runs.resume(id);
      return { document: { run }, text: stateText(run) };
    },
  });
}

function addRetry(group: Command): void {
  addCommand(group, {
    usage: 'retry <run>',
    summary: 'provision the failed nodes of a run again, and only those',
    args: oneRun,
    options: noOptions,
    run: async (context, [id]) => {
      const { run, provisioned, created } = await context.client().runs.retry(id);
      const again = [
        ...(provisioned?.items ?? []).map(({ nodeName }) => `${printable(nodeName)} is provisioned again\n`),
        ...(created?.nodes ?? []).map(({ name }) => `${printable(name)} is created again\n`),
      ];
      return { document: { run, provisioned, created }, text: again.join('') };
    },
  });
}

const cancelOptions = z.object({
  cleanUp: z.boolean().default(false),
  keepOrchestrator: z.boolean().default(false),
  yes: z.boolean().default(false),
});

function addCancel(group: Command): void {
  addCommand(group, {
    usage: 'cancel <run>',
    summary: 'power off the nodes of a run that are not ready; those that wait never begin',
    flags: [
      ['--clean-up', 'delete them instead, also those that have failed'],
      ['--keep-orchestrator', 'with --clean-up: keep instances and hosts at the orchestrator'],
      ['--yes', 'do not ask for confirmation'],
    ],
    args: oneRun,
    options: cancelOptions,
    run: async (context, [id], { cleanUp, keepOrchestrator, yes }) => {
      if (keepOrchestrator && !cleanUp)
        throw new ConsoleError('invalid', '--keep-orchestrator is about deletion, so it needs --clean-up.', {
          fix: 'See ven run cancel --help.',
        });
      const client = context.client();
      const before = await client.runs.get(id);
      const left = counted(before.nodeIds.length - before.ready, 'node');
      if (!yes && context.output.interactive && process.stdin.isTTY) {
        const verb = cleanUp ? 'Delete' : 'Power off';
        const answer = await askYesOrNo(
          `${verb} what is not ready of ${printable(before.name)}, at most ${left}?`,
        );
        if (answer === false) throw new ConsoleError('interrupted', 'Nothing was cancelled.');
        if (answer !== true) return answer;
      }
      const run = await client.runs.cancel(id, { cleanUp, orchestrator: !keepOrchestrator });
      return { document: { run }, text: `${printable(run.name)} is being cancelled\n` };
    },
  });
}

function addReport(group: Command): void {
  addCommand(group, {
    usage: 'report <run>',
    summary: 'print how the nodes of a run did',
    flags: [['--format <format>', 'html (opens offline, prints on A4), csv, or junit: the default']],
    examples: ['ven run report RUN --format html > run.html'],
    args: oneRun,
    options: z.object({ format: runReportFormat.default('junit') }),
    run: async (context, [id], { format }) => {
      const text = await context.client().runs.report(id, format);
      return { document: { format, text }, text };
    },
  });
}

const timeText = (times: ReadonlyMap<Stage, number>, stage: Stage): string => {
  const time = times.get(stage);
  return time === undefined ? '-' : duration(time);
};

function timelineText({ nodes, stages, slowest, criticalPath }: RunTimeline): string {
  const seen = inOrder(nodes.flatMap((node) => node.stages.map(({ stage }) => stage)));
  const rows = nodes.map((node) => {
    const times = timesOf(node.stages);
    const cells = seen.map((stage) => timeText(times, stage));
    return [node.name, ...cells, node.readyAt === null ? stageTitle(node.stage).toLowerCase() : 'ready'];
  });
  const medians = new Map(stages.map(({ stage, median }) => [stage, median]));
  const middle = ['median', ...seen.map((stage) => timeText(medians, stage)), ''];
  const heading = ['NODE', ...seen.map((stage) => stageTitle(stage).toUpperCase()), 'OUTCOME'];
  const path = (criticalPath?.stages ?? []).map(
    ({ stage, took }) => `${stageTitle(stage)} ${duration(took)}`,
  );
  return [
    table(heading, [...rows, middle]),
    slowest === null ? '' : `Slowest stage: ${stageTitle(slowest)}\n`,
    criticalPath === null
      ? ''
      : `Critical path: ${printable(criticalPath.node)}, ready last: ${path.join(', ')}\n`,
  ].join('');
}

function addTimeline(group: Command): void {
  addCommand(group, {
    usage: 'timeline <run>',
    summary: 'show how long each node of a run was in each stage, and what decided how long the run took',
    args: oneRun,
    options: noOptions,
    run: async (context, [id]) => {
      const timeline = await context.client().runs.timeline(id);
      return { document: timeline, text: timelineText(timeline) };
    },
  });
}

/** What is done with a run as a whole. */
export function addRunControl(group: Command): void {
  addPauseAndResume(group);
  addRetry(group);
  addCancel(group);
  addReport(group);
  addTimeline(group);
}
