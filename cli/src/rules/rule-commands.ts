import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { ruleName } from '../../../lib/contract/rule-file.ts';
import { rulesOf, switchedOn } from '../../../lib/domain/recogniser/rule.ts';
import { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import { testSamples } from '../../../lib/domain/rules/samples.ts';
import { shippedRules } from '../../../lib/rules/shipped.ts';
import { addCommand, noArguments, noOptions, type Outcome } from '../command.ts';
import { table } from '../output/text.ts';
import { addExplain } from './explain-command.ts';
import { fileBytes, linted, ownRules, problemText } from './rule-files.ts';

const fileArgument = z.tuple([z.string()]);
const nameArgument = z.tuple([z.string()]);

/** `ven rules …`. `explain`, `lint` and `test` need no server. */
export function addRules(program: Command): void {
  const group = program.command('rules').description('rules by which serial output is read');
  addListing(group);
  addExplain(group);
  addLint(group);
  addTest(group);
  addOwn(group);
}

function addListing(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list the files of rules, in the order in which they are tried',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const files = await client().rules.list();
      const rows = files.map(({ name, shipped, rules, samples, problems, title }) => [
        ...[name, shipped ? 'shipped' : problems.length === 0 ? 'own' : 'own, not valid'],
        ...[String(rules), String(samples), title],
      ]);
      return { document: { files }, text: table(['NAME', 'ORIGIN', 'RULES', 'SAMPLES', 'TITLE'], rows) };
    },
  });
}

function addLint(group: Command): void {
  addCommand(group, {
    usage: 'lint <file>',
    summary: 'say what is wrong with a file of rules; needs no server',
    args: fileArgument,
    options: noOptions,
    run: async (_, [name]): Promise<Outcome> => {
      const { problems } = linted(name);
      const text = problems.map((problem) => `${problemText(problem)}\n`).join('');
      const document = { ok: problems.length === 0, problems };
      return Promise.resolve(
        problems.length === 0 ? { document, text: `${name} is valid.\n` } : { document, text, exitCode: 1 },
      );
    },
  });
}

function addTest(group: Command): void {
  addCommand(group, {
    usage: 'test [files...]',
    summary: 'run the samples of files of rules, or of those that came with the console; needs no server',
    args: z.union([z.tuple([z.array(z.string())]), z.tuple([]).transform((): [string[]] => [[]])]),
    options: noOptions,
    run: async (_, [names]): Promise<Outcome> => {
      const shipped = [...shippedRules().values()];
      const own = ownRules(names).map(switchedOn);
      const results = (own.length === 0 ? shipped : own).flatMap((file) =>
        testSamples(file, (kind, subject) => new RuleSet(rulesOf([...own, ...shipped], kind, subject))).map(
          (result) => ({
            ...{ file: file.title, sample: result.name, problems: result.problems },
          }),
        ),
      );
      const failed = results.filter(({ problems }) => problems.length > 0);
      const told = failed.map(({ file, sample, problems }) => `${file}: ${sample}: ${problems.join('; ')}\n`);
      const sum = `${results.length - failed.length} passed, ${failed.length} failed\n`;
      return Promise.resolve({
        document: { ok: failed.length === 0, results },
        text: `${told.join('')}${sum}`,
        ...(failed.length === 0 ? {} : { exitCode: 1 }),
      });
    },
  });
}

function addOwn(group: Command): void {
  addCommand(group, {
    usage: 'show <name>',
    summary: 'print a file of rules',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const file = await client().rules.get(name);
      return { document: file, text: file.source.endsWith('\n') ? file.source : `${file.source}\n` };
    },
  });
  addCommand(group, {
    usage: 'save <file>',
    summary: 'add one’s own file of rules, or replace it; boots that begin from now on use it',
    flags: [['--name <name>', 'its name, if it is not that of the file']],
    args: fileArgument,
    options: z.object({ name: ruleName.optional() }),
    run: async ({ client }, [file], { name = basename(file).replace(/\.(?:ya?ml|json)$/, '') }) => {
      const { rules } = client();
      const present = (await rules.list()).find((each) => each.name === name && !each.shipped);
      const source = fileBytes(file).toString();
      const saved = await rules.save(name, { source, basedOn: present?.revision ?? null });
      return { document: saved, text: `${saved.name}: ${saved.rules} rules are used from now on.\n` };
    },
  });
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove one’s own file of rules',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const { shipped } = await client().rules.get(name);
      if (shipped) {
        throw new ConsoleError('conflict', `"${name}" came with the console.`, {
          fix: 'Remove own files only.',
        });
      }
      await client().rules.remove(name);
      return { document: { removed: name }, text: `${name} is removed.\n` };
    },
  });
}
