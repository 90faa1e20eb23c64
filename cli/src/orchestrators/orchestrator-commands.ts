import type { Command } from 'commander';
import { z } from 'zod';
import type { OrchestratorDefinition } from '../../../lib/contract/orchestrator.ts';
import { type HostEntry, hostEntry } from '../../../lib/contract/orchestrator-settings.ts';
import { counted } from '../../../lib/domain/format.ts';
import { onboardingText } from '../../../lib/domain/onboarding-facts.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { facts, table } from '../output/text.ts';
import {
  addOrchestratorCheck,
  FINGERPRINT_FLAGS,
  fingerprintOptions,
  withConfirmedAuthorities,
} from './check-command.ts';
import { addPolicy } from './policy-commands.ts';
import { addProjectHosts } from './host-commands.ts';
import { DEFINITION_FLAGS, definitionOptions, KINDS, requestOf } from './definition-options.ts';

const nameArgument = z.tuple([z.string()]);
const changeOptions = definitionOptions.extend(fingerprintOptions.shape);
const addOptions = changeOptions.extend({
  kind: z.enum(KINDS, `use ${KINDS.join(', ')}`).default('edge-orchestrator'),
});

const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (typeof value !== 'string') return JSON.stringify(value);
  const certificates = value.match(/-----BEGIN/g)?.length ?? 0;
  return certificates === 0 ? value : counted(certificates, 'certificate');
};

const entryText = ({ names, address, nodeAddress }: HostEntry): string =>
  `${names.join(',')}=${address}${nodeAddress === null ? '' : `, for nodes ${nodeAddress}`}`;

/** Values by their paths, such as `services.api`; what is not set is left out. */
function settingPairs(value: unknown, path: string): (readonly [string, string])[] {
  const entries = hostEntry.array().safeParse(value);
  if (entries.success) return entries.data.map((entry) => [path, entryText(entry)] as const);
  if (Array.isArray(value)) return [[path, value.map(valueText).join(', ')]];
  const tree = z.record(z.string(), z.unknown()).safeParse(value);
  if (!tree.success) return value === null ? [] : [[path, valueText(value)]];
  return Object.entries(tree.data).flatMap(([key, inner]) =>
    settingPairs(inner, path === '' ? key : `${path}.${key}`),
  );
}

function definitionText({ name, kind, settings, secretsSet, secretsLost }: OrchestratorDefinition): string {
  const passwords = secretsLost ? 'sealed with another key; enter them again' : secretsSet.join(', ');
  return facts([
    ['Name', name],
    ['Kind', kind],
    ...settingPairs(settings, ''),
    ['Stored passwords', passwords === '' ? 'none' : passwords],
  ]);
}

/** `ven orchestrator …`. */
export function addOrchestrators(program: Command): void {
  const group = program.command('orchestrator').description('orchestrators, which boot and onboard nodes');
  addReading(group);
  addOrchestratorCheck(group);
  addProjectHosts(group);
  addPolicy(group);
  addChanging(group);
}

function addReading(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list orchestrators and their state',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const orchestrators = await client().orchestrators.list();
      const rows = orchestrators.map((each) => [
        each.name,
        each.kind,
        each.state,
        onboardingText(each) === null ? '-' : each.hasOnboardingAccount ? 'nio, io' : 'nio, io (typed)',
        each.url ?? '-',
        each.reason ?? '',
      ]);
      const heading = ['NAME', 'KIND', 'STATE', 'ONBOARDING', 'URL', 'REASON'];
      return { document: { orchestrators }, text: table(heading, rows) };
    },
  });
  addCommand(group, {
    usage: 'show <name>',
    summary: 'show the settings of an orchestrator; passwords are never shown',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const definition = await client().orchestrators.get(name);
      return { document: definition, text: definitionText(definition) };
    },
  });
}

function addChanging(group: Command): void {
  addCommand(group, {
    usage: 'add <name>',
    summary: 'add an orchestrator',
    flags: [
      ['--kind <kind>', `${KINDS.join(', ')} (default ${KINDS[0]})`],
      ...DEFINITION_FLAGS,
      ...FINGERPRINT_FLAGS,
    ],
    details: 'Passwords are asked for on a terminal, or read from standard input.',
    args: nameArgument,
    options: addOptions,
    run: async ({ client, output }, [name], given) => {
      const request = await requestOf({ name, kind: given.kind, settings: {}, secretsSet: [] }, given);
      const confirmed = await withConfirmedAuthorities(client(), request, given, output);
      const orchestrator = await client().orchestrators.add(confirmed);
      return {
        document: orchestrator,
        text: `Orchestrator ${name} was added.\nTry whether it can be used: ven orchestrator check ${name}\n`,
      };
    },
  });
  addCommand(group, {
    usage: 'edit <name>',
    summary: 'change settings of an orchestrator; what is not given stays',
    flags: [...DEFINITION_FLAGS, ...FINGERPRINT_FLAGS],
    args: nameArgument,
    options: changeOptions,
    run: async ({ client, output }, [name], given) => {
      const { orchestrators } = client();
      const request = await requestOf(await orchestrators.get(name), given);
      const confirmed = await withConfirmedAuthorities(client(), request, given, output);
      const orchestrator = await orchestrators.edit(confirmed);
      return { document: orchestrator, text: `Orchestrator ${name} was changed.\n` };
    },
  });
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove an orchestrator that has no nodes here; nothing changes there',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      await client().orchestrators.remove(name);
      return { document: { name, removed: true }, text: `Orchestrator ${name} was removed.\n` };
    },
  });
}
