import { type Writable } from 'node:stream';

/** Where a command's words go. With --json standard output carries one document and nothing else. */
export interface Output {
  readonly json: boolean;
  /** Whether a person looks at standard output. */
  readonly interactive: boolean;
  readonly columns: number;
  /** What was asked for; nothing with --json. Resolves when the reader has taken it. */
  readonly print: (text: string | Uint8Array) => Promise<void>;
  readonly document: (value: unknown) => Promise<void>;
  /** What happens meanwhile: standard error. */
  readonly progress: (line: string) => void;
}

export interface OutputStreams {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
}

export const isBrokenPipe = (error: Error): boolean => 'code' in error && error.code === 'EPIPE';

export function createOutput({ stdout, stderr }: OutputStreams, json: boolean): Output {
  const write = (text: string | Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      // Where nobody reads any more the program ends by the stream's own error; nothing is to be said about it.
      stdout.write(text, (error) => (error && !isBrokenPipe(error) ? reject(error) : resolve()));
    });
  return {
    json,
    interactive: !json && stdout.isTTY === true,
    // A terminal that does not know its size says 0.
    columns: stdout.columns === undefined || stdout.columns === 0 ? 80 : stdout.columns,
    print: async (text) => {
      if (!json) await write(text);
    },
    document: (value) => write(`${JSON.stringify(value, null, 2)}\n`),
    progress: (line) => void stderr.write(`${line}\n`),
  };
}
