import type { InputRefusal } from '../../../lib/contract/node.ts';
import type {
  FailureDetection,
  Detection,
  PromptDetection,
} from '../../../lib/domain/recogniser/detections.ts';

/** Seconds that a prompt may wait on a port without input before the onboarding counts as failed. */
const PATIENCE_S = 60;

interface WatchParts {
  /** Prompts that nothing has followed since. */
  readonly waiting: () => readonly PromptDetection[];
  readonly report: (detection: Detection) => void;
}

/**
 * In the interactive flow, input is needed. A prompt on a port that accepts no input is a suspected failure; it is
 * withdrawn when the port accepts input again.
 */
export class InputWatch {
  readonly #parts: WatchParts;
  readonly #refused = new Map<number, InputRefusal>();
  #suspected: PromptDetection | null = null;

  constructor(parts: WatchParts, refused: readonly InputRefusal[]) {
    this.#parts = parts;
    this.changed(refused);
  }

  changed(refused: readonly InputRefusal[]): void {
    this.#refused.clear();
    for (const refusal of refused) this.#refused.set(refusal.port, refusal);
    this.look();
  }

  /** Called after every prompt and every change of a port. */
  look(): void {
    const prompts = this.#parts.waiting().filter(({ prompt }) => prompt !== 'login');
    const first = prompts[0];
    // One port that accepts input is enough.
    const stuck = first !== undefined && prompts.every(({ port }) => this.#refused.has(port)) ? first : null;
    const before = this.#suspected;
    if (stuck?.port === before?.port && stuck?.offset === before?.offset) return;
    this.#suspected = stuck;
    if (stuck !== null) this.#parts.report(this.#failure(stuck));
    else if (before !== null) this.#parts.report({ ...placeOf(before), kind: 'recovery', class: 'host' });
  }

  #failure(prompt: PromptDetection): FailureDetection {
    const { reason = '', fix = '' } = this.#refused.get(prompt.port) ?? {};
    return {
      ...placeOf(prompt),
      kind: 'failure',
      class: 'host',
      cause: `The node waits for the onboarding account, and its serial port ${prompt.port} accepts no input: ${reason}`,
      fix,
      grace: PATIENCE_S,
      rank: 'cause',
    };
  }
}

const placeOf = ({ port, offset, line }: PromptDetection) => ({ port, offset, line });
