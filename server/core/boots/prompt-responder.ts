import { setTimeout as pause } from 'node:timers/promises';
import { type AnsweringFact } from '../../../lib/contract/node.ts';
import { type PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import {
  type Answer,
  answerAt,
  NO_ANSWERS,
  typedAnswer,
} from '../../../lib/domain/boot-progress/prompt-answers.ts';

/** Pause between two attempts to type an answer. */
const AGAIN_MS = 1_000;
/** How long the first port may ask later than another one. */
const FIRST_PORT_MS = 1_500;
/** A guest that has not echoed within this time has its echo off; scaled up on slow machines. */
const ECHO_MS = { least: 700, most: 5_000, factor: 4 };
/** Spaces typed to find out whether the guest echoes; the node strips them. */
const PROBES = 8;
const PROBE = ' ';
const ECHOED = /(?:^|\n) +(?:[\r\n]|$)/;

export interface PromptResponderOptions {
  /** Null: no account is configured. */
  readonly account: () => Promise<{ readonly username: string; readonly password: string } | null>;
  readonly write: (port: number, text: string) => Promise<void>;
  /** Prompts that nothing has followed since. */
  readonly waiting: () => readonly PromptDetection[];
  /** The guest keeps echoing at its password prompt, so no password is typed; called once per attempt. */
  readonly echoes?: (prompt: PromptDetection) => void;
  /** Called once per prompt. */
  readonly failed: (prompt: PromptDetection, error: unknown) => void;
  readonly againMs?: number;
  readonly firstPortMs?: number;
  /** Reads the guest's echo; without it, passwords are typed unchecked. */
  readonly echo?: PortEcho;
  /** The boot has ended or failed: answering the prompt is pointless. */
  readonly isOver?: () => boolean;
  /** Called when the typist changes; nothing is typed until the change is recorded. */
  readonly types?: (by: 'console' | 'person', port: number) => Promise<void>;
  /** Who was typing in this boot before the server was restarted. */
  readonly typist?: Pick<AnsweringFact, 'by' | 'port'> | null;
}

interface Asked {
  readonly prompt: PromptDetection;
  /** How many answers had failed before. */
  readonly failures: number;
}

export interface PortEcho {
  /** Runs `act` and returns the output that follows on the port, once it matches or the time is up. */
  readonly outputOf: (
    port: number,
    act: () => Promise<void>,
    until: {
      readonly matches: (output: string) => boolean;
      readonly ms: number;
      readonly signal: AbortSignal;
    },
  ) => Promise<{ readonly output: string; readonly tookMs: number }>;
  /** Redacts the echo of the next input. */
  readonly redact: (port: number) => void;
}

/**
 * Types the onboarding account at the guest's prompts, one after the other. The port may have no stream at that moment,
 * or the orchestrator may be unreachable: a prompt that could not be answered is retried while it is open. A password is
 * typed only if the guest does not echo, and nothing is typed once a person types or the node has failed.
 */
export class PromptResponder {
  readonly #parts: PromptResponderOptions;
  readonly #prompts: Asked[] = [];
  /** Called when the first port asks. */
  #onFirstPort: (() => void) | undefined;
  readonly #closing = new AbortController();
  #answers = NO_ANSWERS;
  #failures = 0;
  #isBusy = false;
  /** A prompt has appeared, so input from now on answers it. */
  #isPrompted = false;
  #isPersonTyping = false;
  #echoMs = ECHO_MS.least;

  constructor(parts: PromptResponderOptions) {
    this.#parts = parts;
    const { typist } = parts;
    if (typist?.by === 'console') this.#answers = { ...NO_ANSWERS, port: typist.port };
    this.#isPersonTyping = typist?.by === 'person';
  }

  ask(prompt: PromptDetection): void {
    this.#isPrompted = true;
    this.#prompts.push({ prompt, failures: this.#failures });
    if (prompt.port === 0) this.#onFirstPort?.();
    if (!this.#isBusy) void this.#work();
  }

  /** A person has typed on one of the ports: from the first prompt on, the console types nothing any more. */
  personTypes(port: number): void {
    if (!this.#isPrompted || this.#isPersonTyping) return;
    this.#isPersonTyping = true;
    // A database that cannot be written does not keep a person from typing.
    this.#parts.types?.('person', port).catch(() => undefined);
  }

  /** Stops typing. */
  close(): void {
    this.#closing.abort();
  }

  #hasStopped(): boolean {
    return this.#closing.signal.aborted || this.#isPersonTyping || this.#parts.isOver?.() === true;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#prompts.shift(); next !== undefined; next = this.#prompts.shift()) {
      const { prompt, failures } = await this.#preferred(next);
      await this.#answer(prompt, failures);
    }
    this.#isBusy = false;
  }

  /**
   * The node asks on all ports at once. The first one is answered if it asks soon: on another, the login program of an
   * installed system may compete for the input.
   */
  async #preferred(asked: Asked): Promise<Asked> {
    if (this.#answers.port !== null || asked.prompt.port === 0) return asked;
    const place = () => this.#prompts.findIndex(({ prompt }) => prompt.port === 0);
    if (place() < 0) {
      const ms = this.#parts.firstPortMs ?? FIRST_PORT_MS;
      const asks = new Promise<void>((resolve) => {
        this.#onFirstPort = resolve;
      });
      const isUp = pause(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      await Promise.race([asks, isUp]);
    }
    const [first] = place() < 0 ? [] : this.#prompts.splice(place(), 1, asked);
    return first ?? asked;
  }

  /** The first attempt is unconditional, because a kernel message may follow the prompt; retries need an open prompt. */
  async #answer(prompt: PromptDetection, failures: number): Promise<void> {
    const { signal } = this.#closing;
    let isReported = false;
    while (!this.#hasStopped() && (failures === this.#failures || this.#isOpen(prompt))) {
      try {
        await this.#type(prompt);
        return;
      } catch (error) {
        this.#failures++;
        if (!isReported) this.#parts.failed(prompt, error);
        isReported = true;
      }
      await pause(this.#parts.againMs ?? AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #type(prompt: PromptDetection): Promise<void> {
    const { answers, answer } = answerAt(this.#answers, prompt);
    if (answer === null) return;
    const account = await this.#parts.account();
    if (account === null || this.#hasStopped()) return;
    if (this.#answers.port === null) await this.#parts.types?.('console', answer.port);
    // A person may have taken over meanwhile.
    if (this.#hasStopped()) return;
    if (answer.type === 'username') await this.#typeUsername(answer, account.username);
    else await this.#typePassword(prompt, answer, account.password);
    this.#answers = answers;
  }

  /** The user name is echoed; how long that takes determines how long to wait for an echo of the password. */
  async #typeUsername({ port }: Answer, username: string): Promise<void> {
    const { echo, write } = this.#parts;
    const type = () => write(port, typedAnswer(username));
    if (echo === undefined) return type();
    const matches = (output: string) => output.includes(username);
    const { tookMs } = await echo.outputOf(port, type, {
      matches,
      ms: ECHO_MS.most,
      signal: this.#closing.signal,
    });
    this.#echoMs = Math.min(ECHO_MS.most, Math.max(ECHO_MS.least, tookMs * ECHO_MS.factor));
  }

  /** The prompt may appear before the guest turns its echo off; typed spaces show whether it has. */
  async #typePassword(prompt: PromptDetection, { port }: Answer, password: string): Promise<void> {
    const { echo, write } = this.#parts;
    if (echo === undefined) return write(port, typedAnswer(password));
    const until = {
      matches: (output: string) => ECHOED.test(output),
      ms: this.#echoMs,
      signal: this.#closing.signal,
    };
    for (let probe = 0; probe < PROBES; probe++) {
      const { output } = await echo.outputOf(port, () => write(port, PROBE), until);
      if (this.#hasStopped()) return;
      if (until.matches(output)) continue;
      echo.redact(port);
      return write(port, typedAnswer(password));
    }
    this.#parts.echoes?.(prompt);
    throw new Error('the guest echoes input at its password prompt, so no password was typed');
  }

  #isOpen({ port, offset }: PromptDetection): boolean {
    return this.#parts.waiting().some((prompt) => prompt.port === port && prompt.offset === offset);
  }
}
