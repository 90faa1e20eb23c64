import { setTimeout as pause } from 'node:timers/promises';
import { type AnsweringFact } from '../../../lib/contract/node.ts';
import { type PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import {
  type Answer,
  answerAt,
  NO_ANSWERS,
  typedAnswer,
} from '../../../lib/domain/boot-progress/prompt-answers.ts';

/** Between two attempts to type an answer. */
const AGAIN_MS = 1_000;
/** A guest's terminal echoes within this, or its echo is off; longer on a machine that is slow to echo. */
const ECHO_MS = { least: 700, most: 5_000, factor: 4 };
/** Blanks that are typed to see whether they are echoed; the node strips them. */
const PROBES = 8;
const PROBE = ' ';
const ECHOED = /(?:^|\n) +(?:[\r\n]|$)/;

export interface PromptResponderOptions {
  /** Null: there is nobody to type in. */
  readonly account: () => Promise<{ readonly username: string; readonly password: string } | null>;
  readonly write: (port: number, text: string) => Promise<void>;
  /** Prompts behind which nothing has come since. */
  readonly waiting: () => readonly PromptDetection[];
  /** The guest goes on echoing at its password prompt, so none is typed; reported once for each attempt. */
  readonly echoes?: (prompt: PromptDetection) => void;
  /** Told once for each prompt. */
  readonly failed: (prompt: PromptDetection, error: unknown) => void;
  readonly againMs?: number;
  /** Reads the guest's echo; without it a password is typed without a check. */
  readonly ear?: PortEcho;
  /** The boot has ended or failed: answering the prompt is pointless. */
  readonly isOver?: () => boolean;
  /** Called when who types changes; resolves when it is recorded, and only then is anything typed. */
  readonly types?: (by: 'console' | 'person', port: number) => Promise<void>;
  /** Who was typing in this boot before the server was restarted. */
  readonly typist?: Pick<AnsweringFact, 'by' | 'port'> | null;
}

export interface PortEcho {
  /** Carries out `act` and returns what the port then prints, until it fits or the time is up. */
  readonly hear: (
    port: number,
    act: () => Promise<void>,
    until: { readonly fits: (said: string) => boolean; readonly ms: number; readonly signal: AbortSignal },
  ) => Promise<{ readonly said: string; readonly tookMs: number }>;
  /** Should what is typed next be echoed, nobody is to read it. */
  readonly redact: (port: number) => void;
}

/**
 * Types the onboarding account in where the guest asks for it, one prompt after the other. The port may have no stream
 * just then and the orchestrator may be away: a prompt that could not be answered is tried again for as long as it
 * stands, and counts as answered only when it was. A password is typed only when the guest does not echo, and nothing
 * once a person types or the node has failed.
 */
export class PromptResponder {
  readonly #parts: PromptResponderOptions;
  readonly #asked: { readonly prompt: PromptDetection; readonly failures: number }[] = [];
  readonly #closing = new AbortController();
  #answers = NO_ANSWERS;
  #failures = 0;
  #isBusy = false;
  /** A prompt has come, so whoever types from now on answers it. */
  #isAsked = false;
  #isPersons = false;
  #echoMs = ECHO_MS.least;

  constructor(parts: PromptResponderOptions) {
    this.#parts = parts;
    const { typist } = parts;
    if (typist?.by === 'console') this.#answers = { ...NO_ANSWERS, port: typist.port };
    this.#isPersons = typist?.by === 'person';
  }

  ask(prompt: PromptDetection): void {
    this.#isAsked = true;
    this.#asked.push({ prompt, failures: this.#failures });
    if (!this.#isBusy) void this.#work();
  }

  /** A person has typed on one of the ports: from the first prompt on the answers are theirs. */
  personTypes(port: number): void {
    if (!this.#isAsked || this.#isPersons) return;
    this.#isPersons = true;
    // A database that cannot be written now does not keep a person from typing.
    this.#parts.types?.('person', port).catch(() => undefined);
  }

  /** Nothing is typed any more. */
  close(): void {
    this.#closing.abort();
  }

  #hasStopped(): boolean {
    return this.#closing.signal.aborted || this.#isPersons || this.#parts.isOver?.() === true;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#asked.shift(); next !== undefined; next = this.#asked.shift()) {
      await this.#answer(next.prompt, next.failures);
    }
    this.#isBusy = false;
  }

  /** At once whatever stands there: the kernel may have spoken behind it. After a failure only if it still stands. */
  async #answer(prompt: PromptDetection, failures: number): Promise<void> {
    const { signal } = this.#closing;
    let isTold = false;
    while (!this.#hasStopped() && (failures === this.#failures || this.#stands(prompt))) {
      try {
        await this.#type(prompt);
        return;
      } catch (error) {
        this.#failures++;
        if (!isTold) this.#parts.failed(prompt, error);
        isTold = true;
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
    // A person may have taken over while that was being recorded.
    if (this.#hasStopped()) return;
    if (answer.type === 'username') await this.#typeUsername(answer, account.username);
    else await this.#typePassword(prompt, answer, account.password);
    this.#answers = answers;
  }

  /** Echoed, and by how long that takes it is known what to wait for before the password. */
  async #typeUsername({ port }: Answer, username: string): Promise<void> {
    const { ear, write } = this.#parts;
    const type = () => write(port, typedAnswer(username));
    if (ear === undefined) return type();
    const fits = (said: string) => said.includes(username);
    const { tookMs } = await ear.hear(port, type, {
      fits,
      ms: ECHO_MS.most,
      signal: this.#closing.signal,
    });
    this.#echoMs = Math.min(ECHO_MS.most, Math.max(ECHO_MS.least, tookMs * ECHO_MS.factor));
  }

  /** The prompt comes before the guest has turned its echo off: blanks show whether it has. */
  async #typePassword(prompt: PromptDetection, { port }: Answer, password: string): Promise<void> {
    const { ear, write } = this.#parts;
    if (ear === undefined) return write(port, typedAnswer(password));
    const until = {
      fits: (said: string) => ECHOED.test(said),
      ms: this.#echoMs,
      signal: this.#closing.signal,
    };
    for (let probe = 0; probe < PROBES; probe++) {
      const { said } = await ear.hear(port, () => write(port, PROBE), until);
      if (this.#hasStopped()) return;
      if (until.fits(said)) continue;
      ear.redact(port);
      return write(port, typedAnswer(password));
    }
    this.#parts.echoes?.(prompt);
    throw new Error('the guest echoes what is typed at its password prompt, so no password is typed');
  }

  #stands({ port, offset }: PromptDetection): boolean {
    return this.#parts.waiting().some((prompt) => prompt.port === port && prompt.offset === offset);
  }
}
