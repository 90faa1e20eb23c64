import { setTimeout as pause } from 'node:timers/promises';
import { type PromptFinding } from '../../../lib/domain/recogniser/findings.ts';
import { answerAt, NO_ANSWERS, typedAnswer } from '../../../lib/domain/story/answers.ts';

/** Between two attempts to type an answer. */
const AGAIN_MS = 1_000;

export interface AnsweringParts {
  /** Null: there is nobody to type in. */
  readonly account: () => Promise<{ readonly username: string; readonly password: string } | null>;
  readonly write: (port: number, text: string) => Promise<void>;
  /** Prompts behind which nothing has come since. */
  readonly waiting: () => readonly PromptFinding[];
  /** Told once for each prompt. */
  readonly failed: (prompt: PromptFinding, error: unknown) => void;
  readonly againMs?: number;
}

/**
 * Types the onboarding account in where the guest asks for it, one prompt after the other. The port may have no stream
 * just then and the orchestrator may be away: a prompt that could not be answered is tried again for as long as it
 * stands, and counts as answered only when it was.
 */
export class Answering {
  readonly #parts: AnsweringParts;
  readonly #asked: { readonly prompt: PromptFinding; readonly failures: number }[] = [];
  readonly #closing = new AbortController();
  #answers = NO_ANSWERS;
  #failures = 0;
  #isBusy = false;

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
  }

  ask(prompt: PromptFinding): void {
    this.#asked.push({ prompt, failures: this.#failures });
    if (!this.#isBusy) void this.#work();
  }

  /** Nothing is typed any more. */
  close(): void {
    this.#closing.abort();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#asked.shift(); next !== undefined; next = this.#asked.shift()) {
      await this.#answer(next.prompt, next.failures);
    }
    this.#isBusy = false;
  }

  /** At once whatever stands there: the kernel may have spoken behind it. After a failure only if it still stands. */
  async #answer(prompt: PromptFinding, failures: number): Promise<void> {
    const { signal } = this.#closing;
    let isTold = false;
    while (!signal.aborted && (failures === this.#failures || this.#stands(prompt))) {
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

  async #type(prompt: PromptFinding): Promise<void> {
    const { answers, answer } = answerAt(this.#answers, prompt);
    if (answer === null) return;
    const account = await this.#parts.account();
    if (account === null || this.#closing.signal.aborted) return;
    await this.#parts.write(answer.port, typedAnswer(account[answer.type]));
    this.#answers = answers;
  }

  #stands({ port, offset }: PromptFinding): boolean {
    return this.#parts.waiting().some((prompt) => prompt.port === port && prompt.offset === offset);
  }
}
