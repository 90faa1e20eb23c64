import type { Writable } from 'node:stream';
import { printableLines } from '../../../lib/domain/printable.ts';
import { documentText, isData, type OutputFormat } from './format.ts';

/**
 * Where the output of a command goes. With --json and the like, standard output carries one document and nothing else. Text from
 * servers and guests may be in all of it, so control characters are made visible here, in one place; the bytes of a guest's
 * console pass unchanged.
 */
export interface Output {
  readonly format: OutputFormat;
  /** Whether the result is printed as data: JSON, YAML, names. */
  readonly json: boolean;
  /** Whether a person looks at standard output. */
  readonly interactive: boolean;
  readonly columns: number;
  /** What was asked for; nothing when it is printed as data. Resolves when the reader has taken it. */
  readonly print: (text: string | Uint8Array) => Promise<void>;
  /** The same for a terminal, behind a control sequence of our own. */
  readonly draw: (control: string, text: string) => Promise<void>;
  readonly document: (value: unknown) => Promise<void>;
  /** What happens meanwhile: standard error. */
  readonly progress: (line: string) => void;
  /** The same into the middle of a guest's console, whose lines need not have ended. */
  readonly aside: (line: string) => void;
}

export interface OutputStreams {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
}

export const isBrokenPipe = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';

export function createOutput({ stdout, stderr }: OutputStreams, format: OutputFormat): Output {
  const json = isData(format);
  const write = (text: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      // A closed pipe ends the program by the stream's own error, which is not reported.
      stdout.write(text, (error) => (error && !isBrokenPipe(error) ? reject(error) : resolve()));
    });
  return {
    format,
    json,
    interactive: !json && stdout.isTTY === true,
    // A terminal of unknown size reports 0.
    columns: stdout.columns === undefined || stdout.columns === 0 ? 80 : stdout.columns,
    print: async (text) => {
      if (!json) await write(typeof text === 'string' ? printableLines(text) : text);
    },
    draw: async (control, text) => {
      if (!json) await write(`${control}${printableLines(text)}`);
    },
    document: (value) => write(documentText(format, value)),
    progress: (line) => void stderr.write(`${printableLines(line)}\n`),
    aside: (line) => void stderr.write(`\r[${printableLines(line)}]\r\n`),
  };
}
