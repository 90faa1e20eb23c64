import type { Logger } from 'pino';
import { ConsoleError } from '../../lib/contract/error.ts';
import { serialUp, type SerialDown, type SerialUp } from '../../lib/contract/live.ts';
import type { ReadFlow } from './read-flow.ts';
import {
  SerialSubscription,
  type Send,
  type SerialSource,
  type Subscription,
} from './serial-subscription.ts';

/** Input that the guest has not taken yet; beyond it the viewer's socket is not read. */
const MAX_PENDING_INPUT = 65_536;
/** Overhead counted for each input, however short. */
const INPUT_OVERHEAD = 64;
/** How many invalid or forbidden messages are tolerated; the next one closes the connection. */
const MAX_BAD_MESSAGES = 8;

export interface SerialViewerOptions {
  readonly source: SerialSource;
  /** Types into the port; absent for a read-only viewer. */
  readonly type?: (text: string) => Promise<void>;
  /** Throws when somebody else drives. */
  readonly drive?: () => void;
  /** Whether anybody looks at it. */
  readonly show?: (shown: boolean) => void;
  readonly send: Send;
  readonly reading: Pick<ReadFlow, 'hold' | 'release'>;
  /** Whether the socket can still be written to. */
  readonly isOpen: () => boolean;
  /** Closes the connection of a viewer that violates the protocol. */
  readonly refuse: () => void;
  readonly logger: Logger;
}

/** One viewer of one serial port. */
export class SerialViewer {
  readonly #options: SerialViewerOptions;
  #subscription: SerialSubscription | undefined;
  /** The latest request to subscribe, until it is served. */
  #wanted: Subscription | undefined;
  #serving: Promise<void> | undefined;
  #typing: Promise<void> = Promise.resolve();
  #pendingInput = 0;
  #badMessages = 0;
  /** Error messages that are still being sent. */
  #pendingReplies = 0;
  /** The viewer is gone. */
  #closed = false;
  /** Input that the guest has not taken yet is dropped. */
  #dropsInput = false;

  constructor(options: SerialViewerOptions) {
    this.#options = options;
  }

  /** Handles a text message of the viewer. */
  receive(text: string): void {
    if (this.#closed || this.#badMessages >= MAX_BAD_MESSAGES) return;
    const message = parse(text);
    if (!message) {
      this.#bad(new ConsoleError('malformed', 'The message is not one of ven.serial.v1.'));
      return;
    }
    if (message.type === 'subscribe') this.#subscribe(message);
    else if (message.type === 'ack') this.#subscription?.acknowledge(message.offset);
    else if (message.type === 'shown') this.#options.show?.(message.shown);
    else this.#input(message.data);
  }

  /**
   * Resolves when the viewer has been cleaned up. After a clean close (`goodbye`), pending input is still typed,
   * because a piped script closes after its last line. Otherwise it is dropped.
   */
  async close({ goodbye }: { readonly goodbye: boolean }): Promise<void> {
    this.#closed = true;
    this.#dropsInput = !goodbye;
    this.#subscription?.end();
    await this.#serving;
    await this.#typing;
  }

  #subscribe(request: Subscription): void {
    this.#wanted = request;
    this.#subscription?.end();
    this.#serving ??= this.serve();
  }

  /** Serves subscriptions one at a time: the last frame of one must not follow the `begin` of the next. */
  async serve(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      const request = this.#wanted;
      this.#wanted = undefined;
      this.#subscription = new SerialSubscription(this.#options.source, this.#options.send);
      await this.#subscription.run(request).catch((error: unknown) => this.#report(error));
    }
    this.#serving = undefined;
  }

  #input(text: string): void {
    const { type, reading } = this.#options;
    if (!type) {
      this.#bad(new ConsoleError('forbidden', 'This connection is read-only; nothing was typed.'));
      return;
    }
    // At once, so that a script hears of it that leaves right behind its last line; and again when it is typed.
    if (!this.#drives()) return;
    const size = text.length + INPUT_OVERHEAD;
    this.#pendingInput += size;
    if (this.#pendingInput > MAX_PENDING_INPUT) reading.hold('input');
    this.#typing = this.#typing
      .then(() => (this.#dropsInput || !this.#drives() ? undefined : type(text)))
      .catch((error: unknown) => this.#report(error))
      .then(() => {
        this.#pendingInput -= size;
        if (this.#pendingInput <= MAX_PENDING_INPUT) reading.release('input');
      });
  }

  #drives(): boolean {
    try {
      this.#options.drive?.();
      return true;
    } catch (error) {
      this.#report(error);
      return false;
    }
  }

  #bad(error: ConsoleError): void {
    this.#badMessages += 1;
    if (this.#badMessages < MAX_BAD_MESSAGES) this.#report(error);
    else this.#options.refuse();
  }

  #report(error: unknown): void {
    // A failure caused by the viewer's leaving does not count.
    if (this.#closed || !this.#options.isOpen()) return;
    const known = error instanceof ConsoleError;
    if (!known) this.#options.logger.error({ err: error }, 'a serial viewer failed unexpectedly');
    const message: SerialDown = known
      ? { type: 'error', code: error.code, message: `${error.message} ${error.fix}`.trim() }
      : { type: 'error', code: 'internal', message: 'Internal error; see the log of the console.' };
    const { reading, send } = this.#options;
    // Nothing more is read from a viewer that does not read its replies.
    reading.hold('reply');
    this.#pendingReplies += 1;
    const sent = () => {
      this.#pendingReplies -= 1;
      if (this.#pendingReplies === 0) reading.release('reply');
    };
    // It is not sent to a viewer that is gone.
    void send(JSON.stringify(message)).then(sent, sent);
  }
}

function parse(text: string): SerialUp | null {
  try {
    return serialUp.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
