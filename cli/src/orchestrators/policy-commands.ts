import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OrchestratorCatalogue } from '../../../lib/contract/orchestrator-catalogue.ts';
import { policyText } from '../../../lib/domain/os-choice.ts';
import { addCommand, noOptions, type Context, type Outcome } from '../command.ts';
import { askYesOrNo } from '../output/question.ts';
import { table } from '../output/text.ts';

const nameArgument = z.tuple([z.string()]);
const policyOptions = z.object({
  defaultOs: z.string().optional(),
  autoProvision: z.enum(['on', 'off'], 'use on or off').optional(),
  yes: z.boolean().default(false),
});

function catalogueText({ profiles, policy }: OrchestratorCatalogue): string {
  const rows = profiles.map(({ profile, title, version, images, needsSecureBoot }) => [
    profile === policy.defaultProfile ? `${profile} (default)` : profile,
    version || '-',
    String(images),
    needsSecureBoot ? 'needed' : '-',
    title,
  ]);
  return `${table(['PROFILE', 'NEWEST', 'IMAGES', 'SECURE BOOT', 'TITLE'], rows)}${policyText(policy)}\n`;
}

/** `ven orchestrator os` and `policy`. */
export function addPolicy(group: Command): void {
  addCommand(group, {
    usage: 'os <name>',
    summary: 'list its OS profiles, and what it installs automatically',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const catalogue = await client().orchestrators.catalogue(name);
      return { document: catalogue, text: catalogueText(catalogue) };
    },
  });
  addCommand(group, {
    usage: 'policy <name>',
    summary: 'change what is installed automatically on all machines of its project',
    flags: [
      ['--default-os <profile>', 'OS profile; its newest image becomes the default'],
      ['--auto-provision <on|off>', 'whether the default OS is installed without being asked for'],
      ['--yes', 'do not ask for confirmation'],
    ],
    args: nameArgument,
    options: policyOptions,
    run: (context, [name], given) => changePolicy(context, name, given),
  });
}

async function changePolicy(
  context: Context,
  name: string,
  { defaultOs, autoProvision, yes }: z.infer<typeof policyOptions>,
): Promise<Outcome | number> {
  if (defaultOs === undefined && autoProvision === undefined)
    throw new ConsoleError('invalid', 'Give --default-os, --auto-provision, or both.', {
      fix: `See: ven orchestrator os ${name}`,
    });
  if (!yes) {
    const { output } = context;
    const warning = 'This changes what is installed on every machine of the project, also of other people.';
    if (!output.interactive || !process.stdin.isTTY)
      throw new ConsoleError('invalid', warning, { fix: 'Give --yes if that is what you want.' });
    output.progress(warning);
    const answer = await askYesOrNo(`Change the policy of ${name}?`);
    if (typeof answer === 'number') return answer;
    if (!answer) throw new ConsoleError('interrupted', 'Nothing was changed.');
  }
  const catalogue = await context.client().orchestrators.changePolicy(name, {
    confirm: name,
    ...(defaultOs === undefined ? {} : { defaultProfile: defaultOs }),
    ...(autoProvision === undefined ? {} : { autoProvision: autoProvision === 'on' }),
  });
  return { document: catalogue, text: catalogueText(catalogue) };
}
