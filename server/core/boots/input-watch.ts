import { type InputRefusal } from '../../../lib/contract/node.ts';
import {
  type FailureDetection,
  type Detection,
  type PromptDetection,
} from '../../../lib/domain/recogniser/detections.ts';

/** So long a port that is asked on may take no input before the onboarding has failed by it. */
const PATIENCE_S = 60;

interface WatchParts {
  /** Prompts behind which nothing has come since. */
  readonly waiting: () => readonly PromptDetection[];
  readonly tell: (detection: Detection) => void;
}

/**
 * In the interactive flow somebody has to type. A prompt that waits on a port that takes no input is the cause when
 * nothing follows; a port that takes input again lifts the suspicion.
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

  /** After every prompt, and after every change of a port. */
  look(): void {
    const asked = this.#parts.waiting().filter(({ prompt }) => prompt !== 'login');
    const first = asked[0];
    // One port that can be answered is enough.
    const stuck = first !== undefined && asked.every(({ port }) => this.#refused.has(port)) ? first : null;
    const before = this.#suspected;
    if (stuck?.port === before?.port && stuck?.offset === before?.offset) return;
    this.#suspected = stuck;
    if (stuck !== null) this.#parts.tell(this.#failure(stuck));
    else if (before !== null) this.#parts.tell({ ...placeOf(before), kind: 'recovery', class: 'host' });
  }

  #failure(prompt: PromptDetection): FailureDetection {
    const { reason = '', fix = '' } = this.#refused.get(prompt.port) ?? {};
    return {
      ...placeOf(prompt),
      kind: 'failure',
      class: 'host',
      cause: `The node waits for the onboarding account, and its serial port ${prompt.port} cannot be typed into: ${reason}`,
      fix,
      grace: PATIENCE_S,
      rank: 'cause',
    };
  }
}

const placeOf = ({ port, offset, line }: PromptDetection) => ({ port, offset, line });
