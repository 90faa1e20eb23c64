import { readFileSync } from 'node:fs';
import { type Command } from 'commander';
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
      fix: 'Give the file "config" of the Virtual Edge Node scripts.',
      cause,
    });
  }
  return readVenConfig(text);
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
    usage: 'import-config <file>',
    summary: 'add the orchestrator of a "config" file of the Virtual Edge Node scripts',
    flags: [
      ['--name <name>', 'name of the orchestrator (default: the first part of its domain)'],
      ['--dry-run', 'only show what would be added'],
      ...DEFINITION_FLAGS,
      ...FINGERPRINT_FLAGS,
    ],
    details: 'Other options override the file, and give what it does not have.',
    args: z.tuple([z.string()]),
    options,
    run: async ({ client, output }, [file], given) => {
      const config = read(file);
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
