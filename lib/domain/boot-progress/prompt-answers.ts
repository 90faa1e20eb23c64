import { type PromptDetection } from '../recogniser/detections.ts';

/** What is to be typed, and where. The word itself never passes through here, so it cannot be logged by mistake. */
export interface Answer {
  readonly port: number;
  readonly type: 'username' | 'password';
}

export interface Answers {
  /** The first port that asked; prompts stand on all of them and want one answer. */
  readonly port: number | null;
  /** Offset of the last prompt that was answered: every prompt is answered once. */
  readonly answeredTo: number;
  readonly rounds: number;
}

export const NO_ANSWERS: Answers = { port: null, answeredTo: -1, rounds: 0 };

/** The node asks three times and starts over; more would only repeat a refusal. */
const ROUNDS_MAX = 3;

/**
 * The rule for the interactive flow: whether this prompt is to be answered. Only for nodes that shall be onboarded
 * so, and only for prompts that still wait (after taking over a boot: `Recogniser.waiting`).
 */
export function answerAt(
  answers: Answers,
  prompt: PromptDetection,
): { answers: Answers; answer: Answer | null } {
  const { port, answeredTo, rounds } = answers;
  if (prompt.prompt === 'login' || (port !== null && port !== prompt.port) || prompt.offset <= answeredTo) {
    return { answers, answer: null };
  }
  const begins = prompt.prompt === 'username';
  if (begins && rounds >= ROUNDS_MAX) return { answers, answer: null };
  return {
    answers: { port: prompt.port, answeredTo: prompt.offset, rounds: begins ? rounds + 1 : rounds },
    answer: { port: prompt.port, type: prompt.prompt },
  };
}

/** What goes to the port: the node strips blanks and semicolons, and a carriage return is what a keyboard sends. */
export const typedAnswer = (word: string): string => `${word}\r`;
