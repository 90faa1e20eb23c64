import type { Command } from 'commander';
import { z } from 'zod';
import { stageName } from '../../../lib/contract/boot.ts';
import { rulesOf } from '../../../lib/domain/recogniser/rule.ts';
import { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import { type Explanation, explain } from '../../../lib/domain/rules/explain.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { shippedRules } from '../../../lib/rules/shipped.ts';
import { addCommand } from '../command.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { portNumber } from '../serial/console-command.ts';
import { fileBytes, ownRules } from './rule-files.ts';

/** `ven rules explain FILE`: a serial log in, stages and cause out. */
export const addExplain = (group: Command): Command =>
  addCommand(group, {
    usage: 'explain <log>',
    summary: 'say what a serial log means: its stages and, if it failed, the cause; needs no server',
    flags: [
      ['--port <port>', 'the port that printed it: 0 or 1'],
      ['--from <stage>', 'the stage in which the log begins, where it is not that of a whole boot'],
      ['--direct', 'of a node that no orchestrator takes in: what starts is the system itself'],
      ['--os-profile <name>', 'what the orchestrator installs on the node, for rules that ask for it'],
      ['--release <release>', 'of the orchestrator, for rules that ask for it'],
      ['--rules <file...>', 'own files of rules, before those that came with the console'],
    ],
    args: z.tuple([z.string()]),
    options: z.object({
      port: portNumber.default(0),
      from: stageName.optional(),
      direct: z.boolean().default(false),
      osProfile: z.string().optional(),
      release: z.string().optional(),
      rules: z.array(z.string()).default([]),
    }),
    run: async (_, [log], { port, from, direct, rules: files, osProfile = null, release = null }) => {
      const kind = direct ? 'direct' : 'onboarding';
      const all = [...ownRules(files), ...shippedRules().values()];
      const rules = new RuleSet(rulesOf(all, kind, { osProfile, release }));
      const found = explain([{ port, bytes: fileBytes(log) }], {
        ...{ rules, kind },
        ...(from === undefined ? {} : { from }),
      });
      return Promise.resolve({ document: { ...found }, text: explanationText(found) });
    },
  });

function explanationText({ stages, stage, failure }: Explanation): string {
  const passed = stages.map(
    ({ stage: one, line, offset }) => `${stageTitle(one).padEnd(18)} byte ${offset}: ${printable(line)}\n`,
  );
  if (failure === null) return `${passed.join('')}No failure; the last stage is ${stageTitle(stage)}.\n`;
  const { cause, fix, line, offset, rule } = failure;
  const named = rule === null ? '' : ` (rule ${rule})`;
  return `${passed.join('')}\nFailed: ${printable(cause)}\nEvidence: byte ${offset}: ${printable(line)}${named}\nNext step: ${fix}\n`;
}
