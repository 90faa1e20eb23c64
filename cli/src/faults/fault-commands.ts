import type { Command } from 'commander';
import { z } from 'zod';
import { type Fault, faultStage } from '../../../lib/contract/fault.ts';
import { FAULT_KINDS, faultFacts } from '../../../lib/domain/fault-kinds.ts';
import { faultEndText, faultName, faultPlan } from '../../../lib/domain/faults.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, noOptions } from '../command.ts';
import { table } from '../output/text.ts';

const KINDS = FAULT_KINDS.map((kind) => `  ${kind.padEnd(11)} ${faultFacts(kind).summary}`).join('\n');

const whole = z.coerce.number({ error: 'use a whole number' });

/** Where it stands: "in force since …", "armed when “iPXE” begins", "ended by …". */
function standing(fault: Fault): string {
  const problem = fault.problem === null ? '' : `: ${fault.problem}`;
  switch (fault.state) {
    case 'armed':
      return `armed ${faultPlan(fault)}`;
    case 'active':
      return `in force since ${fault.begunAt ?? ''}${fault.seconds === null ? '' : `, for ${fault.seconds} s`}${problem}`;
    case 'ended':
      return `${faultEndText(fault)} ${fault.endedAt ?? ''}${problem}`;
  }
}

/** A line about it, for people. */
export const faultText = (fault: Fault): string => printable(`${faultName(fault)}, ${standing(fault)}`);

/** `ven fault …`: what is done wrong to nodes on purpose, at any orchestrator. */
export function addFaults(program: Command): void {
  const group = program
    .command('fault')
    .description(
      'do something wrong to a node on purpose, at any orchestrator: pull its cable, cut its power …',
    );
  addList(group);
  addStart(group);
  addEnd(group);
}

function addList(group: Command): void {
  addCommand(group, {
    usage: 'list <node>',
    summary: 'list what is done to a node on purpose, and what was',
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [node]) => {
      const faults = await client().faults.list(node);
      const rows = faults.map((fault) => [
        ...[fault.id, printable(faultName(fault)), fault.boot === null ? '-' : String(fault.boot)],
        ...[printable(fault.createdBy), printable(standing(fault))],
      ]);
      const none = `Nothing was done to ${printable(node)} on purpose.\n`;
      const heading = ['ID', 'FAULT', 'BOOT', 'BY', 'STATE'];
      return { document: { faults }, text: rows.length === 0 ? none : table(heading, rows) };
    },
  });
}

function addStart(group: Command): void {
  addCommand(group, {
    usage: 'start <node> <kind>',
    summary: 'do something wrong to a node, now or when its boot has come to a stage',
    flags: [
      ['--rate <kib>', 'KiB/s, for link-slow and disk-slow'],
      ['--loss <percent>', 'per cent of the packets, for link-lossy'],
      [
        '--at <stage>',
        'when this stage of its boot begins, such as ipxe; by default now, or at its power-on',
      ],
      ['--for <seconds>', 'take it back after that; by default somebody ends it, or its power-off does'],
    ],
    details: `\nKinds:\n${KINDS}\n`,
    args: z.tuple([z.string(), z.enum(FAULT_KINDS, { error: `use one of ${FAULT_KINDS.join(', ')}` })]),
    options: z.object({
      rate: whole.optional(),
      loss: whole.optional(),
      at: z.enum(faultStage.options, { error: `use one of ${faultStage.options.join(', ')}` }).optional(),
      for: whole.optional(),
    }),
    run: async ({ client }, [node, kind], { rate, loss, at, for: seconds }) => {
      const fault = await client().faults.start(node, {
        kind,
        ...(rate !== undefined && { rateKiBps: rate }),
        ...(loss !== undefined && { lossPercent: loss }),
        ...(at !== undefined && { at }),
        ...(seconds !== undefined && { seconds }),
      });
      return { document: { fault }, text: `${faultText(fault)}\n` };
    },
  });
}

function addEnd(group: Command): void {
  addCommand(group, {
    usage: 'end <node> [fault]',
    summary: 'take a fault back, or all that the node has',
    args: z.tuple([z.string(), z.string().optional()]),
    options: noOptions,
    run: async ({ client: login }, [node, id]) => {
      const client = login();
      const faults =
        id === undefined ? await client.faults.endAll(node) : [await client.faults.end(node, id)];
      const none = `${printable(node)} had no fault.\n`;
      const text = faults.map((fault) => `${faultText(fault)}\n`).join('');
      return { document: { faults }, text: text === '' ? none : text };
    },
  });
}
