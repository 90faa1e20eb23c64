import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { OrchestratorKind } from '../../../lib/contract/orchestrator.ts';
import { TEMPLATE_FILE_BYTES, type Template } from '../../../lib/contract/template.ts';
import { bootSourceFacts } from '../../../lib/domain/boot-source-facts.ts';
import { hostDetailsFacts } from '../../../lib/domain/host-details-facts.ts';
import { machineFacts } from '../../../lib/domain/machine-facts.ts';
import { wishedPlacementFacts } from '../../../lib/domain/network-facts.ts';
import { readyWhen } from '../../../lib/domain/ready-facts.ts';
import { ruleText } from '../../../lib/domain/checkpoint.ts';
import { recoveryText } from '../../../lib/domain/recovery.ts';
import { reportedBy, stopText } from '../../../lib/domain/template-facts.ts';
import { definitionOf, templateChanges } from '../../../lib/domain/template-changes.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { facts, table } from '../output/text.ts';
import { trendTable, trendText } from '../schedules/schedule-text.ts';
import { addTemplateEdit } from './edit-command.ts';

const nameArgument = z.tuple([z.string()]);

/** `own`, or `own@2` for an earlier version. */
const versionArgument = z.tuple([
  z
    .string()
    .regex(/^[^@]+(@[1-9]\d{0,8})?$/, 'use NAME, or NAME@VERSION')
    .transform((text) => {
      const [name = '', version] = text.split('@');
      return { name, version: version === undefined ? undefined : Number(version) };
    }),
]);

/** `ven template …`. */
export function addTemplates(program: Command): void {
  const group = program.command('template').description('templates, which nodes are made from');
  addListing(group);
  addShowing(group);
  addCloning(group);
  addTemplateEdit(group);
  addTrend(group);
  addFiles(group);
  addRemoval(group);
}

function addTrend(group: Command): void {
  addCommand(group, {
    usage: 'trend <name>',
    summary: 'show how the latest runs of a template did: success, causes of failures, slower stages',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const trend = await client().schedules.trendOfTemplate(name);
      return { document: trend, text: trendText(trend) + trendTable(trend) };
    },
  });
}

async function kindOf(client: ConsoleClient, name: string): Promise<OrchestratorKind> {
  const found = (await client.orchestrators.list()).find((each) => each.name === name);
  if (found !== undefined) return found.kind;
  throw new ConsoleError('not-found', `There is no orchestrator ${name}.`, {
    fix: 'See: ven orchestrator list',
  });
}

function addListing(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list templates',
    flags: [['--orchestrator <name>', 'only those that are for this orchestrator']],
    args: noArguments,
    options: z.object({ orchestrator: z.string().optional() }),
    run: async ({ client }, _, { orchestrator }) => {
      const all = await client().templates.list();
      const kind = orchestrator === undefined ? null : await kindOf(client(), orchestrator);
      const templates = all.filter((each) => kind === null || each.for.includes(kind));
      const rows = templates.map((each) => [
        each.name,
        String(each.version),
        each.shipped ? 'shipped' : 'own',
        String(each.vcpus),
        `${each.memoryMiB} MiB`,
        `${each.diskGiB} GiB`,
        each.for.join(', '),
        each.title,
      ]);
      return {
        document: { templates },
        text: table(['NAME', 'VERSION', 'ORIGIN', 'CPUS', 'MEMORY', 'DISK', 'FOR', 'TITLE'], rows),
      };
    },
  });
}

function templateText(template: Template): string {
  const { machine, ready, recovery, checkpointAt, stopAfter, details, network, pool, ...rest } = template;
  const { bootSource, createdAt, createdBy, shipped, ...plain } = rest;
  const pairs = Object.entries(plain).map(
    ([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)] as const,
  );
  const origin = shipped ? 'came with the console' : `${createdBy}, ${createdAt}`;
  return facts([
    ...pairs,
    ['saved by', origin],
    ...bootSourceFacts(bootSource),
    ...machineFacts(machine),
    ...wishedPlacementFacts(network, pool),
    ...hostDetailsFacts(details),
    ['Ready when', readyWhen(ready, reportedBy(template.for))],
    ['Recovery', recoveryText(recovery)],
    ['Checkpoint', ruleText(checkpointAt)],
    ['Runs', stopText(stopAfter)],
  ]);
}

/** What each version changed of the one before it. */
function versionRows(versions: readonly Template[]): string[][] {
  return versions.map((each, at) => {
    const before = versions[at + 1];
    const changes = before === undefined ? [] : templateChanges(definitionOf(before), definitionOf(each));
    const said = changes.map(({ field, before: old, after }) => `${field}: ${old ?? '-'} → ${after ?? '-'}`);
    return [String(each.version), each.createdAt, each.createdBy, said.join('; ')];
  });
}

function addShowing(group: Command): void {
  addCommand(group, {
    usage: 'show <name>',
    summary: 'show a template; NAME@VERSION an earlier version',
    args: versionArgument,
    options: noOptions,
    run: async ({ client }, [{ name, version }]) => {
      const template = await client().templates.get(name, version);
      return { document: template, text: templateText(template) };
    },
  });
  addCommand(group, {
    usage: 'versions <name>',
    summary: 'list the versions of a template, and what each changed',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const versions = await client().templates.versions(name);
      return {
        document: { versions },
        text: table(['VERSION', 'SAVED', 'BY', 'CHANGED'], versionRows(versions)),
      };
    },
  });
}

function addCloning(group: Command): void {
  addCommand(group, {
    usage: 'clone <name> <new>',
    summary: 'add a template that is like another, or like one of its versions (NAME@VERSION)',
    flags: [['--title <text>', 'what pages call it (default: the title of the other, and "copy")']],
    args: z.tuple([versionArgument.def.items[0], z.string()]),
    options: z.object({ title: z.string().optional() }),
    run: async ({ client }, [{ name, version }, copy], given) => {
      const { templates } = client();
      const original = await templates.get(name, version);
      const title = given.title ?? `${original.title.slice(0, 54)}, copy`;
      const added = await templates.add({ ...definitionOf(original), name: copy, title });
      return {
        document: added,
        text: `Template ${copy} was added.\nChange it: ven template edit ${copy} --set vcpus=4\n`,
      };
    },
  });
}

/** From a file, or from standard input with "-". */
async function textOf(file: string): Promise<string> {
  if (file !== '-') {
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      throw new ConsoleError('invalid', `${file} cannot be read: ${messageOf(cause)}`, {
        fix: 'Give a file that "ven template export NAME" has written, or "-" for standard input.',
        cause,
      });
    }
  }
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    // The console refuses it, with the reason.
    if (text.length > TEMPLATE_FILE_BYTES) break;
  }
  return text;
}

const NAME_LINE = /^["']?name["']?\s*:\s*["']?([^\s"',#]+)/m;

/** The latest version of the template that the file names; undefined when there is none. */
async function latestOf(client: ConsoleClient, yaml: string): Promise<number | undefined> {
  const name = NAME_LINE.exec(yaml)?.[1];
  return (await client.templates.list()).find((each) => each.name === name)?.version;
}

function addFiles(group: Command): void {
  addCommand(group, {
    usage: 'import <file>',
    summary: 'add a template from a YAML file; "-" is standard input',
    flags: [['--replace', 'if there is one of that name, make the file its next version']],
    args: nameArgument,
    options: z.object({ replace: z.boolean().default(false) }),
    run: async ({ client }, [file], { replace }) => {
      const yaml = await textOf(file);
      const basedOn = replace ? await latestOf(client(), yaml) : undefined;
      const imported = await client().templates.import({
        yaml,
        ...(basedOn === undefined ? {} : { basedOn }),
      });
      return {
        document: imported,
        text: `Template ${imported.name}, version ${imported.version}, is as in ${file}.\n`,
      };
    },
  });
  addCommand(group, {
    usage: 'export <name>',
    summary: 'print a template, or a version of it (NAME@VERSION), as YAML',
    args: versionArgument,
    options: noOptions,
    run: async ({ client }, [{ name, version }]) => {
      const yaml = await client().templates.export(name, version);
      return { document: { name, yaml }, text: yaml };
    },
  });
}

function addRemoval(group: Command): void {
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove a template; nodes that were made from it keep their version',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      await client().templates.remove(name);
      return { document: { name, removed: true }, text: `Template ${name} was removed.\n` };
    },
  });
}
