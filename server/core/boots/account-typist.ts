import { randomInt } from 'node:crypto';
import { typedAnswer } from '../../../lib/domain/boot-progress/prompt-answers.ts';
import type { PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import type { PortEcho } from './port-echo.ts';

/** A guest that has not echoed within this time has its echo off; scaled up on slow machines. */
const ECHO_MS = { least: 700, most: 5_000, factor: 4 };
/** Spaces typed to find out whether the guest echoes; the node strips them. */
const PROBES = 8;
const PROBE = ' ';
const ECHOED = /(?:^|\n) +(?:[\r\n]|$)/;
/** Ctrl-U: erases what has been typed on the line, which no program has read yet. */
const ERASE = '\u0015';
/** Its echo, for each character. */
const ERASED = '\b \b';
const ENTER = '\r';
/** The node strips these as well. */
const MARK = ';';
const MARKS_MAX = 12;

export interface TypistParts {
  readonly write: (port: number, text: string) => Promise<void>;
  /** Reads the guest's echo; without it, everything is typed unchecked. */
  readonly echo?: PortEcho;
  /** The typing has been called off. */
  readonly hasStopped: () => boolean;
  readonly signal: AbortSignal;
  /** How long a guest may take to react to what was typed. */
  readonly patienceMs?: number;
}

/**
 * Types answers at prompts so that it can be done again without harm: a server that was killed may have typed nothing,
 * half or all of an answer, and the guest may not have seen it yet. `again`: any of that may be the case.
 */
export class AccountTypist {
  readonly #parts: TypistParts;
  #echoMs = ECHO_MS.least;
  /** What was meant for one line may have arrived on the next. */
  #hasRetyped = false;

  constructor(parts: TypistParts) {
    this.#parts = parts;
  }

  /** The user name is echoed; how long that takes determines how long to wait for an echo of the password. */
  async username(prompt: PromptDetection, username: string, again: boolean): Promise<void> {
    const { echo, write } = this.#parts;
    const { port } = prompt;
    const type = () => write(port, typedAnswer(username));
    if (echo === undefined) return type();
    if (again) return this.#retype(echo, prompt, username);
    const matches = (output: string) => output.includes(asRead(username));
    this.#measured(await echo.outputOf(port, type, { matches, ...this.#limits }));
  }

  /**
   * Erases and types the name again, with a mark by which its echo is told from an earlier one. If the line had been
   * entered by then, a line feed precedes this echo: then a password is asked for, or soon will be.
   */
  async #retype(echo: PortEcho, { port, offset }: PromptDetection, username: string): Promise<void> {
    const { write, hasStopped } = this.#parts;
    this.#hasRetyped = true;
    const marked = `${MARK.repeat(randomInt(1, MARKS_MAX))}${username}`;
    const place = (output: string) => placeOf(output, asRead(marked));
    const heard = await echo.outputOf(port, () => write(port, `${ERASE}${marked}`), {
      ...{ matches: (output) => place(output) !== null || isAsked(output), from: offset },
      ...this.#limits,
    });
    const at = place(heard.output);
    if (hasStopped()) return;
    if (at === null) {
      if (isAsked(heard.output)) return;
      throw new Error('the guest does not echo what is typed at its prompt');
    }
    this.#measured(heard);
    if (!heard.output.slice(0, at).includes('\n')) await write(port, ENTER);
  }

  /**
   * The prompt may appear before the guest turns its echo off; typed spaces show whether it has. False: it has not, and
   * nothing else was typed.
   */
  async password({ port, offset }: PromptDetection, password: string, again: boolean): Promise<boolean> {
    const { echo, write, hasStopped } = this.#parts;
    if (echo === undefined) {
      await write(port, typedAnswer(password));
      return true;
    }
    if (again) {
      echo.redact(port);
      if (await this.#isAnswered(echo, port, offset)) return true;
    }
    const matches = (output: string) => ECHOED.test(output.replaceAll(ERASED, ''));
    const until = { matches, ...this.#limits, ms: this.#echoMs };
    for (let probe = 0; probe < PROBES; probe++) {
      const typed = probe === 0 && (again || this.#hasRetyped) ? `${ERASE}${PROBE}` : PROBE;
      const { output } = await echo.outputOf(port, () => write(port, typed), until);
      if (hasStopped() || (again && isReceived(output))) return true;
      if (until.matches(output)) continue;
      echo.redact(port);
      await write(port, typedAnswer(password));
      return true;
    }
    return false;
  }

  /** What was typed shows only by what the guest says to it. */
  async #isAnswered(echo: PortEcho, port: number, offset: number): Promise<boolean> {
    const until = { matches: isReceived, from: offset, ...this.#limits };
    const { output } = await echo.outputOf(port, () => Promise.resolve(), until);
    return isReceived(output) || this.#parts.hasStopped();
  }

  #measured({ tookMs }: { readonly tookMs: number }): void {
    this.#echoMs = Math.min(ECHO_MS.most, Math.max(ECHO_MS.least, tookMs * ECHO_MS.factor));
  }

  get #limits(): { readonly ms: number; readonly signal: AbortSignal } {
    return { ms: this.#parts.patienceMs ?? ECHO_MS.most, signal: this.#parts.signal };
  }
}

/** As logs are read here, whatever the characters are. */
const asRead = (text: string): string => Buffer.from(text).toString('latin1');

/** Where the marked name stands, with no mark more or less; null: nowhere. */
function placeOf(output: string, marked: string): number | null {
  for (let at = output.indexOf(marked); at >= 0; at = output.indexOf(marked, at + 1))
    if (output[at - 1] !== MARK) return at;
  return null;
}

const isAsked = (output: string): boolean => output.includes('\nPassword: ');
const isReceived = (output: string): boolean => output.includes('\nUsername, Password received');
