import type { PromptDetection } from '../recogniser/detections.ts';

/** What to type, and where. The credentials never pass through here, so they cannot be logged by mistake. */
export interface Answer {
  readonly port: number;
  readonly type: 'username' | 'password';
}

export interface Answers {
  /** The port that was answered first; all ports show the prompt, and one answer is enough. */
  readonly port: number | null;
  /** Offset of the last answered prompt; every prompt is answered once. */
  readonly answeredTo: number;
  readonly rounds: number;
}

export const NO_ANSWERS: Answers = { port: null, answeredTo: -1, rounds: 0 };

/** The node asks three times and then starts over; more answers would only repeat the refusal. */
const ROUNDS_MAX = 3;

/**
 * Decides whether to answer a prompt of the interactive flow. Only for nodes that use this flow, and only for prompts
 * that are still open (after taking over a boot: `Recogniser.waiting`).
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

/** The input for the port. The node strips spaces and semicolons; Enter on a keyboard sends a carriage return. */
export const typedAnswer = (word: string): string => `${word}\r`;
