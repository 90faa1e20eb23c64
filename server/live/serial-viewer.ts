import { type Logger } from 'pino';
import { ConsoleError } from '../../lib/contract/error.ts';
import { serialUp, type SerialDown, type SerialUp } from '../../lib/contract/live.ts';
import { SerialStory, type Send, type SerialSource } from './serial-story.ts';

/** What was typed and not yet taken by the guest; beyond it the viewer's socket is not read. */
const MAX_PENDING_INPUT = 65_536;

export interface SerialViewerOptions {
  readonly source: SerialSource;
  /** Types into the port. Absent for a viewer that only reads: there is nothing to call. */
  readonly type?: (text: string) => Promise<void>;
  readonly send: Send;
  /** Stops and resumes reading from the viewer. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly logger: Logger;
}

/** One viewer of one serial port. */
export class SerialViewer {
  readonly #options: SerialViewerOptions;
  #story: SerialStory | undefined;
  #telling: Promise<void> = Promise.resolve();
  #typing: Promise<void> = Promise.resolve();
  #pendingInput = 0;
  /** Nobody is left to tell anything. */
  #closed = false;
  /** What was typed and not yet taken is no longer wanted. */
  #dropsInput = false;

  constructor(options: SerialViewerOptions) {
    this.#options = options;
  }

  /** A text message of the viewer. */
  receive(text: string): void {
    const message = parse(text);
    if (!message) {
      this.#report(new ConsoleError('malformed', 'The message is none of ven.serial.v1.'));
      return;
    }
    if (message.type === 'subscribe') this.#subscribe(message);
    else if (message.type === 'ack') this.#story?.acknowledge(message.offset);
    else this.#input(message.data);
  }

  /**
   * Resolves when nothing of the viewer is left. After a goodbye what was typed before it is still typed out (a script
   * that is piped in says goodbye behind its last line), at most MAX_PENDING_INPUT; else it is dropped.
   */
  async close({ goodbye }: { readonly goodbye: boolean }): Promise<void> {
    this.#closed = true;
    this.#dropsInput = !goodbye;
    this.#story?.end();
    await this.#telling;
    await this.#typing;
  }

  #subscribe(request: Extract<SerialUp, { type: 'subscribe' }>): void {
    this.#story?.end();
    const story = new SerialStory(this.#options.source, this.#options.send);
    this.#story = story;
    // The story before has to have fallen silent: its last frame must not follow the new `begin`.
    this.#telling = this.#telling
      .then(() => (this.#story === story && !this.#closed ? story.tell(request) : undefined))
      .catch((error: unknown) => this.#report(error));
  }

  #input(text: string): void {
    const { type, pause, resume } = this.#options;
    if (!type) {
      this.#report(new ConsoleError('forbidden', 'This view is read-only; nothing was typed.'));
      return;
    }
    this.#pendingInput += text.length;
    if (this.#pendingInput > MAX_PENDING_INPUT) pause();
    this.#typing = this.#typing
      .then(() => (this.#dropsInput ? undefined : type(text)))
      .catch((error: unknown) => this.#report(error))
      .then(() => {
        this.#pendingInput -= text.length;
        if (this.#pendingInput <= MAX_PENDING_INPUT) resume();
      });
  }

  #report(error: unknown): void {
    if (this.#closed) return;
    const known = error instanceof ConsoleError;
    if (!known) this.#options.logger.error({ err: error }, 'a serial view failed in a way nobody foresaw');
    const message: SerialDown = known
      ? { type: 'error', code: error.code, message: `${error.message} ${error.fix}`.trim() }
      : { type: 'error', code: 'internal', message: 'The console made a mistake; its log says more.' };
    // A viewer that is gone needs no report.
    void this.#options.send(JSON.stringify(message)).catch(() => undefined);
  }
}

function parse(text: string): SerialUp | null {
  try {
    return serialUp.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
