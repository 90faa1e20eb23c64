import { Option } from 'commander';
import { z } from 'zod';
import { stringify } from 'yaml';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { printableJson, printableLines } from '../../../lib/domain/printable.ts';

const FORMATS = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof FORMATS)[number];

/** Options that every command has. */
export const outputOptions = (): Option[] => [
  new Option('-o, --output <format>', 'how to print the result (default: table)').choices(FORMATS),
  new Option('--json', 'the same as --output json: one document on standard output'),
];

/** They may also stand before the command. */
export const formatGiven = z
  .object({ json: z.boolean().default(false), output: z.enum(FORMATS).optional() })
  .transform(({ json, output }): OutputFormat => output ?? (json ? 'json' : 'table'));

/** From arguments that commander does not understand. */
export function formatOf(args: readonly string[]): OutputFormat {
  if (args.includes('--json')) return 'json';
  const found = args.flatMap((arg, at) => {
    if (arg === '-o' || arg === '--output') return args[at + 1] ?? [];
    return /^(?:-o|--output)=?(\w+)$/.exec(arg)?.[1] ?? [];
  });
  return FORMATS.find((format) => found.includes(format)) ?? 'table';
}

/** Whether standard output has the result as data and nothing else. */
export const isData = (format: OutputFormat): boolean => format !== 'table' && format !== 'wide';

/** The result of a command as data. */
export function documentText(format: OutputFormat, value: unknown): string {
  if (format === 'name' && !isFailure(value)) return namesIn(value);
  if (format === 'yaml') return printableLines(stringify(value, { lineWidth: 0 }));
  return `${printableJson(JSON.stringify(value, null, 2))}\n`;
}

const isFailure = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'error' in value;

const named = z.object({ name: z.string().optional(), id: z.string().optional() });
/** One word that a command takes in place of an id. */
const WORD = /^[\w.@:+-]+$/;

/** One name a line: that of the document itself, or those of the first list in it. */
function namesIn(document: unknown): string {
  const values = z.record(z.string(), z.unknown()).catch({}).parse(document);
  const own = nameOf(document);
  if (own !== undefined) return `${own}\n`;
  const list = Object.values(values).find((value) => Array.isArray(value));
  const names = (Array.isArray(list) ? list : []).flatMap((each) => nameOf(each) ?? []);
  if (names.length > 0 || (Array.isArray(list) && list.length === 0)) {
    return names.map((name) => `${name}\n`).join('');
  }
  throw new ConsoleError('invalid', 'What this command prints has no names.', { fix: 'Use -o json.' });
}

function nameOf(value: unknown): string | undefined {
  const { name, id } = named.catch({}).parse(value);
  return name !== undefined && WORD.test(name) ? name : (id ?? name);
}
