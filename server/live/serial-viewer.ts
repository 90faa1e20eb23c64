import { type Logger } from 'pino';
import { ConsoleError } from '../../lib/contract/error.ts';
import { serialUp, type SerialDown, type SerialUp } from '../../lib/contract/live.ts';
import { type ReadFlow } from './read-flow.ts';
import {
  SerialSubscription,
  type Send,
  type SerialSource,
  type Subscription,
} from './serial-subscription.ts';

/** What was typed and not yet taken by the guest; beyond it the viewer's socket is not read. */
const MAX_PENDING_INPUT = 65_536;
/** What an input costs while it waits, however short it is. */
const INPUT_OVERHEAD = 64;
/** Messages that are not understood or not allowed; a viewer that sends more is no viewer. */
const MAX_BAD_MESSAGES = 8;

export interface SerialViewerOptions {
  readonly source: SerialSource;
  /** Types into the port. Absent for a viewer that only reads: there is nothing to call. */
  readonly type?: (text: string) => Promise<void>;
  readonly send: Send;
  readonly reading: Pick<ReadFlow, 'hold' | 'release'>;
  /** Whether the socket can still be written to. */
  readonly isOpen: () => boolean;
  /** Ends a viewer that does not keep to the protocol. */
  readonly refuse: () => void;
  readonly logger: Logger;
}

/** One viewer of one serial port. */
export class SerialViewer {
  readonly #options: SerialViewerOptions;
  #story: SerialSubscription | undefined;
  /** The latest request to subscribe, until it is served. */
  #wanted: Subscription | undefined;
  #telling: Promise<void> | undefined;
  #typing: Promise<void> = Promise.resolve();
  #pendingInput = 0;
  #badMessages = 0;
  /** Reports that are on their way. */
  #reports = 0;
  /** The viewer has gone. */
  #closed = false;
  /** What was typed and not yet taken is no longer wanted. */
  #dropsInput = false;

  constructor(options: SerialViewerOptions) {
    this.#options = options;
  }

  /** A text message of the viewer. */
  receive(text: string): void {
    if (this.#closed || this.#badMessages >= MAX_BAD_MESSAGES) return;
    const message = parse(text);
    if (!message) {
      this.#bad(new ConsoleError('malformed', 'The message is none of ven.serial.v1.'));
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

  #subscribe(request: Subscription): void {
    this.#wanted = request;
    this.#story?.end();
    this.#telling ??= this.serve();
  }

  /** One subscription after the other: the last frame of one must not follow the `begin` of the next. */
  async serve(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      const request = this.#wanted;
      this.#wanted = undefined;
      this.#story = new SerialSubscription(this.#options.source, this.#options.send);
      await this.#story.run(request).catch((error: unknown) => this.#report(error));
    }
    this.#telling = undefined;
  }

  #input(text: string): void {
    const { type, reading } = this.#options;
    if (!type) {
      this.#bad(new ConsoleError('forbidden', 'This view is read-only; nothing was typed.'));
      return;
    }
    const size = text.length + INPUT_OVERHEAD;
    this.#pendingInput += size;
    if (this.#pendingInput > MAX_PENDING_INPUT) reading.hold('input');
    this.#typing = this.#typing
      .then(() => (this.#dropsInput ? undefined : type(text)))
      .catch((error: unknown) => this.#report(error))
      .then(() => {
        this.#pendingInput -= size;
        if (this.#pendingInput <= MAX_PENDING_INPUT) reading.release('input');
      });
  }

  #bad(error: ConsoleError): void {
    this.#badMessages += 1;
    if (this.#badMessages < MAX_BAD_MESSAGES) this.#report(error);
    else this.#options.refuse();
  }

  #report(error: unknown): void {
    // What fails because the viewer is about to go is no failure.
    if (this.#closed || !this.#options.isOpen()) return;
    const known = error instanceof ConsoleError;
    if (!known) this.#options.logger.error({ err: error }, 'a serial view failed in a way nobody foresaw');
    const message: SerialDown = known
      ? { type: 'error', code: error.code, message: `${error.message} ${error.fix}`.trim() }
      : { type: 'error', code: 'internal', message: 'The console made a mistake; its log says more.' };
    const { reading, send } = this.#options;
    // Whoever does not read what is answered has nothing more to say.
    reading.hold('reply');
    this.#reports += 1;
    const told = () => {
      this.#reports -= 1;
      if (this.#reports === 0) reading.release('reply');
    };
    // A viewer that is gone needs no report.
    void send(JSON.stringify(message)).then(told, told);
  }
}

function parse(text: string): SerialUp | null {
  try {
    return serialUp.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
