import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { whole } from '../nodes/create-options.ts';
import { askYesOrNo } from '../output/question.ts';
import { SCHEDULE_FLAGS, scheduleInput, scheduleOptions } from './schedule-options.ts';
import { localTime, scheduleTable, scheduleText } from './schedule-text.ts';

const oneSchedule = z.tuple([z.string()]);

function addAdd(group: Command): void {
  addCommand(group, {
    usage: 'add <schedule> <count>',
    summary: 'create nodes at set times, delete those that become ready, and keep those that fail',
    flags: SCHEDULE_FLAGS,
    details:
      'Nodes are called after the schedule: nightly-1, nightly-2 … A run begins only when the one before is over.',
    examples: [
      'ven schedule add nightly 5 --daily 02:00 --template ubuntu',
      "ven schedule add workdays 3 --cron '30 6 * * 1-5' --time-zone Europe/Berlin --keep-failed 3",
    ],
    args: z.tuple([z.string(), whole]),
    options: scheduleOptions,
    run: async (context, [name, count], options) => {
      if ((options.cron === undefined) === (options.daily === undefined))
        throw new ConsoleError('invalid', 'Give either --daily or --cron.', {
          fix: 'For example: --daily 02:00',
        });
      const schedule = await context.client().schedules.add(scheduleInput(name, count, options));
      const { nextAt, timeZone } = schedule;
      const next = nextAt === null ? 'never' : `${localTime(nextAt, timeZone)} (${timeZone})`;
      return { document: { schedule }, text: `Schedule ${printable(name)} was added; next: ${next}\n` };
    },
  });
}

function addReading(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list schedules, with the next and the last time of each',
    args: noArguments,
    options: noOptions,
    run: async (context) => {
      const schedules = await context.client().schedules.list();
      return { document: { schedules }, text: scheduleTable(schedules) };
    },
  });
  addCommand(group, {
    usage: 'show <schedule>',
    summary: 'show a schedule, how its runs did, and what happened at its latest times',
    args: oneSchedule,
    options: noOptions,
    run: async (context, [name]) => {
      const { schedules } = context.client();
      const [schedule, trend] = await Promise.all([schedules.get(name), schedules.trend(name)]);
      return { document: { schedule, trend }, text: scheduleText(schedule, trend) };
    },
  });
}

function addControl(group: Command): void {
  addCommand(group, {
    usage: 'pause <schedule>',
    summary: 'begin no further run by the clock; one that is under way goes on',
    args: oneSchedule,
    options: noOptions,
    run: async (context, [name]) => {
      const schedule = await context.client().schedules.pause(name);
      return { document: { schedule }, text: `Schedule ${printable(name)} is paused.\n` };
    },
  });
  addCommand(group, {
    usage: 'resume <schedule>',
    summary: 'begin runs by the clock again; times in between are not made up for',
    args: oneSchedule,
    options: noOptions,
    run: async (context, [name]) => {
      const schedule = await context.client().schedules.resume(name);
      const { nextAt, timeZone } = schedule;
      const next = nextAt === null ? 'never' : `${localTime(nextAt, timeZone)} (${timeZone})`;
      return { document: { schedule }, text: `Schedule ${printable(name)} goes on; next: ${next}\n` };
    },
  });
  addCommand(group, {
    usage: 'run <schedule>',
    summary: 'make a run of a schedule now, too',
    args: oneSchedule,
    options: noOptions,
    run: async (context, [name]) => {
      const occurrence = await context.client().schedules.run(name);
      const run = occurrence.runId ?? '';
      return { document: { occurrence }, text: `Run ${run} has begun.\nWatch: ven watch --run ${run}\n` };
    },
  });
}

function addRemove(group: Command): void {
  addCommand(group, {
    usage: 'remove <schedule>',
    summary: 'remove a schedule and its list of times; its runs and nodes stay',
    flags: [['--yes', 'do not ask for confirmation']],
    args: oneSchedule,
    options: z.object({ yes: z.boolean().default(false) }),
    run: async (context, [name], { yes }) => {
      const { schedules } = context.client();
      await schedules.get(name);
      if (!yes && context.output.interactive && process.stdin.isTTY) {
        const answer = await askYesOrNo(`Remove schedule ${printable(name)}? Its nodes stay.`);
        if (answer === false) throw new ConsoleError('interrupted', 'Nothing was removed.');
        if (answer !== true) return answer;
      }
      await schedules.remove(name);
      return { document: { removed: name }, text: `Schedule ${printable(name)} was removed.\n` };
    },
  });
}

/** `ven schedule …`. */
export function addSchedules(program: Command): void {
  const group = program.command('schedule').description('runs that are made again and again, at set times');
  addAdd(group);
  addReading(group);
  addControl(group);
  addRemove(group);
}
