import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { diagnosisText } from '../../../lib/report/diagnosis-text.ts';
import { addCommand } from '../command.ts';
import { bootNumber, findBoot } from '../serial/find-boot.ts';
import { keptVerdict } from './kept-verdict.ts';

export const addDiagnose = (program: Command): Command =>
  addCommand(program, {
    usage: 'diagnose <node>',
    summary: 'say why a boot failed or stalls: cause, evidence, what else was checked, next step',
    flags: [
      ['--boot <number>', 'another boot than the latest; of a past one, only what was recorded is looked at'],
      ['--kept', 'what was found out when it failed or stalled, without looking again'],
    ],
    args: z.tuple([z.string()]),
    options: z.object({ boot: bootNumber.optional(), kept: z.boolean().default(false) }),
    run: async ({ client, output }, [node], { boot, kept }) => {
      const api = client();
      const { number } = await findBoot(api, node, boot);
      if (!kept) output.progress('Looking at host, network, boot server and orchestrator …');
      const found = kept
        ? await keptVerdict(api, node, number, output.progress)
        : await api.nodes.diagnose(node, number);
      if (found === null) {
        throw new ConsoleError('not-found', `Boot ${number} of ${node} has not been explained yet.`, {
          fix: `Leave out --kept: ven diagnose ${node} --boot ${number}`,
        });
      }
      return { document: found, text: diagnosisText(node, found) };
    },
  });
