import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { ReadStream, WriteStream } from 'node:tty';
import type { Command } from 'commander';
import type { ConsoleClient, TerminalSnapshot } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { addCommand, type Context } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { attachPty, attachSocket, type Attachable } from './attached-programs.ts';
import { createQueryFilter } from './query-filter.ts';
import { createDriveKeys } from './drive-keys.ts';
import { openDriving } from './driving.ts';
import { openSerial, type SerialHandlers } from './open-serial.ts';
import { takeTerminal } from './terminal.ts';

export const portNumber = z.coerce
  .number({ error: 'use 0 or 1' })
  .pipe(z.int('use 0 or 1').min(0, 'use 0 or 1').max(1, 'use 0 or 1'));

/** Ctrl-] */
const LEAVE = '\u001d';
const CTRL_C = '\u0003';
/** A terminal as one that was reset, and an empty screen; the lines above it stay. */
const CLEARED = '\x1b[!p\x1b[0m\x1b[2J\x1b[H';

/** Where the first of these keys was pressed; -1 for nowhere. */
function firstOf(text: string, keys: readonly string[]): number {
  const places = keys.map((key) => text.indexOf(key)).filter((place) => place >= 0);
  return places.length === 0 ? -1 : Math.min(...places);
}

/** Domains that are not nodes may have more ports than two. */
const WHICH = 'use a number from 0 to 31';
const options = z.object({
  port: z.coerce.number({ error: WHICH }).pipe(z.int(WHICH).min(0, WHICH).max(31, WHICH)).default(0),
  readOnly: z.boolean().default(false),
  tail: z.boolean().default(false),
  pty: z.string().min(1).optional(),
  unix: z.string().min(1).max(100, 'use a path of at most 100 characters').optional(),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

/** The end of the current boot's log, to skip the history. */
async function presentEnd(client: ConsoleClient, node: string, port: number) {
  const boot = (await client.nodes.get(node)).boots.toSorted((a, b) => a.number - b.number).at(-1);
  const end = boot?.ports.find((each) => each.port === port)?.end;
  return boot === undefined || end === undefined ? null : { boot: boot.number, from: end };
}

/** Writes the guest's bytes, without terminal queries if nothing can answer them. */
function guestOutput({ output }: Context, readOnly: boolean) {
  const filter = createQueryFilter();
  let replayUntil = 0;
  return {
    begin: (end: number) => (replayUntil = end),
    snapshot: async ({ data, offset }: TerminalSnapshot) => {
      replayUntil = Math.max(replayUntil, offset);
      await output.print(Buffer.from(CLEARED + data));
    },
    write: async (bytes: Uint8Array, offset: number) => {
      const replayed = Math.max(0, Math.min(bytes.length, replayUntil - offset));
      const quiet = readOnly ? bytes.length : replayed;
      const past = bytes.subarray(0, quiet);
      const shown = output.interactive && quiet > 0 ? filter.filter(past) : past;
      await output.print(Buffer.concat([shown, bytes.subarray(quiet)]));
    },
  };
}

/** Within what the server takes; some terminals report no size. */
const sizeOf = ({ columns, rows }: WriteStream) => ({
  columns: Math.min(500, Math.max(10, columns || 80)),
  rows: Math.min(300, Math.max(2, rows || 24)),
});

/** Keys to the guest; resolves when the user leaves. */
function typing(input: (text: string) => void, { readOnly }: Options, isTerminal: boolean) {
  const left = deferred<0 | 'end of input'>();
  const decoder = new StringDecoder('utf8');
  const onData = (chunk: Buffer) => {
    const text = decoder.write(chunk);
    const end = isTerminal ? firstOf(text, readOnly ? [LEAVE, CTRL_C] : [LEAVE]) : -1;
    const typed = end < 0 ? text : text.slice(0, end);
    if (typed !== '') input(typed);
    if (end >= 0) left.resolve(0);
  };
  const onEnd = () => left.resolve('end of input');
  // A read-only console ignores input from a pipe.
  const listens = isTerminal || !readOnly;
  if (listens) process.stdin.on('data', onData).on('end', onEnd);
  return {
    left: left.promise,
    stop: () => {
      process.stdin.off('data', onData).off('end', onEnd);
      process.stdin.pause();
      if (listens && !isTerminal) process.stdin.destroy();
    },
  };
}

interface Shown {
  readonly node: string;
  readonly port: number;
  readonly guest: ReturnType<typeof guestOutput>;
  readonly note: (line: string) => void;
  readonly driving: Required<Pick<SerialHandlers, 'blocked'>> & Pick<ReturnType<typeof openDriving>, 'told'>;
}

/** What arrives: the guest's bytes on standard output, everything else on standard error. */
const handlersOf = ({ node, port, guest, note, driving }: Shown): SerialHandlers => ({
  begin: ({ boot, live, end }) => {
    guest.begin(end);
    note(`${node}, boot ${boot}, serial port ${port}${live ? '' : ', ended'}`);
  },
  bytes: guest.write,
  snapshot: (snapshot) => {
    if (snapshot.from > 0)
      note(`the first ${snapshot.from} bytes are not shown; print them: ven log ${node} --port ${port}`);
    return guest.snapshot(snapshot);
  },
  gap: (from, to, reason) => note(`${to - from} bytes are missing: ${reason}`),
  end: (boot) => note(`boot ${boot} has ended; waiting for the next one`),
  blocked: (error) => driving.blocked(error),
  driver: driving.told,
  lost: () => note('connection lost; reconnecting'),
  resumed: () => note('connected again'),
});

function attachable(context: Context, node: string, { port, readOnly, tail }: Options): Attachable {
  const client = context.client();
  return {
    ...{
      client,
      node,
      port,
      mode: readOnly ? 'read' : 'write',
      note: context.output.progress,
    },
    start: () => (tail ? presentEnd(client, node, port) : Promise.resolve(null)),
  };
}

async function openConsole(context: Context, node: string, given: Options): Promise<number> {
  const { output } = context;
  const client = context.client();
  const start = given.tail ? await presentEnd(client, node, given.port) : null;
  const guest = guestOutput(context, given.readOnly);
  const keyboard = process.stdin instanceof ReadStream ? process.stdin : null;
  const screen = process.stdout instanceof WriteStream ? process.stdout : null;
  const note = output.aside;
  const driving = openDriving({ client, node, console: `ttyS${given.port}`, note });
  // A script that types only half of what it should must fail.
  const refused = deferred<never>();
  const blocked = keyboard === null ? refused.reject : driving.blocked;
  const handlers = handlersOf({ node, port: given.port, guest, note, driving: { ...driving, blocked } });
  const interrupts = takeInterrupts();
  const leave = keyboard === null ? 'Ctrl-C' : given.readOnly ? 'Ctrl-] or Ctrl-C' : 'Ctrl-]';
  try {
    const mode = given.readOnly ? 'read' : 'write';
    const opening = openSerial({
      client,
      node,
      port: given.port,
      mode,
      ...start,
      ...(screen && { screen: () => sizeOf(screen) }),
      follow: true,
      handlers,
    });
    const session = await Promise.race([opening, interrupts.interrupted]);
    if (typeof session === 'number') return session;
    note(`${leave} leaves the console${given.readOnly ? '; read-only' : ''}`);
    const terminal = takeTerminal(keyboard, screen);
    const commands = createDriveKeys(driving.command);
    const input = (text: string) => session.input(keyboard === null ? text : commands(text));
    const keys = typing(input, given, keyboard !== null);
    try {
      const ended = Promise.race([interrupts.interrupted, session.failed, refused.promise]);
      const how = await Promise.race([keys.left, ended]);
      // Of a script that was piped in, the last lines are still on their way.
      return how === 'end of input'
        ? await Promise.race([session.finish().then(() => EXIT.success), ended])
        : how;
    } finally {
      keys.stop();
      terminal.restore();
      session.close();
    }
  } finally {
    interrupts.dispose();
  }
}

export const addConsole = (program: Command): Command =>
  addCommand(program, {
    usage: 'console <node>',
    summary: "open a node's serial console, from its first byte; Ctrl-] leaves it",
    flags: [
      ['--port <number>', 'serial port: 0 (default) or 1; a domain that is not a node may have more'],
      ['--read-only', 'send no input'],
      ['--tail', 'skip earlier output'],
      ['--pty <link>', 'make a terminal, with a link to it, for minicom, screen, expect and the like'],
      ['--unix <socket>', 'make a unix socket instead; each program that connects is a viewer of its own'],
    ],
    details:
      'HOST/DOMAIN is a domain that is not a node. Piped input is typed into the guest; the console is left at its end.',
    args: z.tuple([z.string()]),
    options,
    run: async (context, [node], given) => {
      if (given.json) {
        throw new ConsoleError('invalid', 'ven console cannot print JSON.', {
          fix: `Use: ven log ${node} --json`,
        });
      }
      const { pty, unix } = given;
      if (pty !== undefined && unix !== undefined)
        throw new ConsoleError('invalid', 'Use --pty or --unix, not both.');
      if (pty !== undefined) return attachPty(path.resolve(pty), attachable(context, node, given));
      if (unix !== undefined) return attachSocket(path.resolve(unix), attachable(context, node, given));
      return openConsole(context, node, given);
    },
  });
