import type { ReadStream, WriteStream } from 'node:tty';

/** Normal colours, cursor shown, no mouse, no bracketed paste, first screen, ASCII: whatever the guest left on. */
const RESET =
  '\x1b[0m\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?47l\x1b[?7h\x1b>\x1b(B\x0f';

/** The user's terminal while a guest has it. */
export interface Terminal {
  restore(): void;
}

/** Every key goes to the program as it is, until restored: at the latest when the process ends. */
export function takeTerminal(stdin: ReadStream | null, stdout: WriteStream | null): Terminal {
  let taken = true;
  const restore = () => {
    if (!taken) return;
    taken = false;
    process.off('exit', restore);
    stdin?.setRawMode(false);
    stdout?.write(`${RESET}\r\n`);
  };
  process.on('exit', restore);
  stdin?.setRawMode(true);
  return { restore };
}
