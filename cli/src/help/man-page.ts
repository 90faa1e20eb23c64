import type { Command } from 'commander';
import { leavesBelow, wordsOf } from './command-tree.ts';
import { examplesOf } from './examples.ts';

/** roff reads a backslash as an escape, a "-" as a hyphen, and a "." or "'" at the beginning of a line as a request. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll(/^(?=[.'])/gm, String.raw`\&`);

/** An argument of a request. */
const argument = (text: string): string => `"${roff(text).replaceAll('"', String.raw`\(dq`)}"`;

const literal = (lines: readonly string[]): string[] => ['.nf', ...lines.map(roff), '.fi'];

/** A manual page of section 1 from the commands themselves. */
export function manPage(program: Command, version: string): string {
  const sections = [
    `.TH VEN 1 "" ${argument(`ven ${version}`)} ${argument('Virtual Edge Node Console')}`,
    '.SH NAME',
    roff('ven - create, boot, watch and remove virtual edge nodes'),
    '.SH SYNOPSIS',
    '.B ven',
    '.I command',
    roff('[arguments] [options]'),
    '.SH DESCRIPTION',
    roff(
      'ven is a client of the Virtual Edge Node Console. Nodes are named by name, id, serial number or UUID.',
    ),
    '.SH COMMANDS',
    ...leavesBelow(program).flatMap(commandLines),
    ...ENDING,
  ];
  return `${sections.join('\n')}\n`;
}

function commandLines(command: Command): string[] {
  const usage = ['ven', ...wordsOf(command), command.usage().replace('[options] ', '')].join(' ').trim();
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .flatMap(({ flags, description, argChoices }) => {
      const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`;
      return ['.TP', `.B ${argument(flags)}`, roff(`${description}${choices}`)];
    });
  return [
    `.SS ${argument(usage)}`,
    roff(sentence(command.description())),
    ...options,
    '.PP',
    'Examples:',
    '.PP',
    '.RS',
    ...literal(examplesOf(command)),
    '.RE',
  ];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const ENDING = [
  '.SH EXIT STATUS',
  ...[
    ['0', 'success'],
    ['1', 'failure'],
    ['2', 'the command line is wrong, or the console does not accept the input'],
    ['3', 'not found'],
    ['4', 'not authorised, or not logged in'],
    ['5', 'timed out'],
  ].flatMap(([code = '', meaning = '']) => ['.TP', `.B ${code}`, roff(meaning)]),
  '.SH ENVIRONMENT',
  ...[
    ['VEN_URL, VEN_TOKEN', 'override the saved login'],
    ['NODE_EXTRA_CA_CERTS', 'the certificate authority of a console whose certificate is private'],
    ['VEN_DEBUG', 'if it is 1, errors have a stack trace'],
  ].flatMap(([name = '', meaning = '']) => ['.TP', `.B ${argument(name)}`, roff(meaning)]),
  '.SH FILES',
  '.TP',
  `.I ${argument('$XDG_CONFIG_HOME/ven/config.json')}`,
  roff('the saved login; by default in ~/.config'),
];
