import { setTimeout as pause } from 'node:timers/promises';
import type { AnsweringFact } from '../../../lib/contract/node.ts';
import type { PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import { answerAt, NO_ANSWERS } from '../../../lib/domain/boot-progress/prompt-answers.ts';
import { AccountTypist } from './account-typist.ts';
import type { PortEcho } from './port-echo.ts';

/** Pause between two attempts to type an answer. */
const AGAIN_MS = 1_000;
/** How long the first port may ask later than another one. */
const FIRST_PORT_MS = 1_500;

export interface PromptResponderOptions {
  /** Null: no account is configured. */
  readonly account: () => Promise<{ readonly username: string; readonly password: string } | null>;
  readonly write: (port: number, text: string) => Promise<void>;
  /** Prompts whose line has not ended. */
  readonly open: () => readonly PromptDetection[];
  /** The guest keeps echoing at its password prompt, so no password is typed; called once per attempt. */
  readonly echoes?: (prompt: PromptDetection) => void;
  /** Called once per prompt. */
  readonly failed: (prompt: PromptDetection, error: unknown) => void;
  readonly againMs?: number;
  readonly firstPortMs?: number;
  readonly patienceMs?: number;
  /** Reads the guest's echo; without it, everything is typed unchecked. */
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
  /** An answer may have been typed, or a part of it. */
  readonly isBegun: boolean;
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
  readonly #typist: AccountTypist;

  constructor(parts: PromptResponderOptions) {
    this.#parts = parts;
    const { typist, write, echo, patienceMs } = parts;
    this.#typist = new AccountTypist({
      ...{ write, hasStopped: () => this.#hasStopped(), signal: this.#closing.signal },
      ...(echo === undefined ? {} : { echo }),
      ...(patienceMs === undefined ? {} : { patienceMs }),
    });
    if (typist?.by === 'console') this.#answers = { ...NO_ANSWERS, port: typist.port };
    this.#isPersonTyping = typist?.by === 'person';
  }

  /** `isEarlier`: an earlier process of this server may have seen the prompt. */
  ask(prompt: PromptDetection, isEarlier = false): void {
    this.#isPrompted = true;
    const isBegun = isEarlier && this.#parts.typist?.by === 'console';
    this.#prompts.push({ prompt, failures: this.#failures, isBegun });
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
      await this.#answer(await this.#preferred(next));
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
  async #answer({ prompt, failures, isBegun }: Asked): Promise<void> {
    const { signal } = this.#closing;
    let isReported = false;
    while (!this.#hasStopped() && (failures === this.#failures || this.#isOpen(prompt))) {
      try {
        await this.#type(prompt, isBegun || isReported);
        return;
      } catch (error) {
        this.#failures++;
        if (!isReported) this.#parts.failed(prompt, error);
        isReported = true;
      }
      await pause(this.#parts.againMs ?? AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #type(prompt: PromptDetection, again: boolean): Promise<void> {
    const { answers, answer } = answerAt(this.#answers, prompt);
    if (answer === null) return;
    const account = await this.#parts.account();
    if (account === null || this.#hasStopped()) return;
    if (this.#answers.port === null) await this.#parts.types?.('console', answer.port);
    // A person may have taken over meanwhile.
    if (this.#hasStopped()) return;
    if (answer.type === 'username') await this.#typist.username(prompt, account.username, again);
    else if (!(await this.#typist.password(prompt, account.password, again))) {
      this.#parts.echoes?.(prompt);
      throw new Error('the guest echoes input at its password prompt, so no password was typed');
    }
    this.#answers = answers;
  }

  #isOpen({ port, offset }: PromptDetection): boolean {
    return this.#parts.open().some((prompt) => prompt.port === port && prompt.offset === offset);
  }
}
