import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { addCommand } from '../command.ts';
import {
  FINGERPRINT_FLAGS,
  fingerprintOptions,
  withConfirmedAuthorities,
} from '../orchestrators/check-command.ts';
import { DEFINITION_FLAGS, definitionOptions, requestOf } from '../orchestrators/definition-options.ts';
import { type ImportedConfig, readVenConfig } from './ven-config.ts';
import { mergedConfigs, readVenYaml } from './ven-yaml.ts';

const options = definitionOptions.extend(fingerprintOptions.shape).extend({
  name: z.string().optional(),
  dryRun: z.boolean().default(false),
});

function read(file: string): ImportedConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConsoleError('invalid', `${file} cannot be read: ${messageOf(cause)}`, {
      fix: 'Give the file "config" of the Virtual Edge Node scripts, or inventory.yml and secret.yml.',
      cause,
    });
  }
  return /\.ya?ml$/i.test(file) ? readVenYaml(text) : readVenConfig(text);
}

/** The first label of the cluster domain, as far as a name may have its characters. */
const nameFrom = ({ settings }: ImportedConfig): string =>
  settings.cluster
    ?.split('.', 1)[0]
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '') || 'imported';

function summary(name: string, { createOptions, ignored }: ImportedConfig, isAdded: boolean): string {
  return [
    isAdded ? `Orchestrator ${name} was added.` : `Orchestrator ${name} would be added.`,
    `Create nodes as before: ven create --orchestrator ${name} ${createOptions.join(' ')}`.trimEnd(),
    ...ignored.map(({ key, reason }) => `Ignored: ${key} (${reason})`),
    '',
  ].join('\n');
}

export const addImportConfig = (program: Command): Command =>
  addCommand(program, {
    usage: 'import-config <file...>',
    summary:
      'add the orchestrator of "config", inventory.yml and secret.yml of the Virtual Edge Node scripts',
    flags: [
      ['--name <name>', 'name of the orchestrator (default: the first part of its domain)'],
      ['--dry-run', 'only show what would be added'],
      ...DEFINITION_FLAGS,
      ...FINGERPRINT_FLAGS,
    ],
    details: 'Other options override the files, and give what they do not have.',
    args: z.tuple([z.array(z.string())]),
    options,
    run: async ({ client, output }, [files], given) => {
      const config = mergedConfigs(files.map(read));
      const name = given.name ?? nameFrom(config);
      const { createOptions, ignored } = config;
      const { settings, secrets } = config;
      const request = await requestOf(
        { name, kind: 'edge-orchestrator', settings, secretsSet: [] },
        given,
        secrets,
      );
      if (given.dryRun) {
        const document = { name, settings: request.settings, createOptions, ignored };
        return { document, text: summary(name, config, false) };
      }
      const confirmed = await withConfirmedAuthorities(client(), request, given, output);
      const orchestrator = await client().orchestrators.add(confirmed);
      return { document: { orchestrator, createOptions, ignored }, text: summary(name, config, true) };
    },
  });
