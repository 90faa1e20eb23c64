/** How fast pasted text is typed, in characters a second; null: at once. */
export const PACES = { 'at once': null, fast: 500, slow: 50 } as const;
export type Pace = keyof typeof PACES;

export const isPace = (text: string): text is Pace => Object.hasOwn(PACES, text);

const TICK_MS = 40;

interface Clock {
  now(): number;
  /** Calls it again and again, until the result is called. */
  every(milliseconds: number, tick: () => void): () => void;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds);
    return () => clearInterval(timer);
  },
};

interface PacedTyping {
  readonly text: string;
  readonly perSecond: number;
  /** False when nothing was sent. */
  readonly send: (piece: string) => boolean;
  /** Called with the number of characters that were sent, and whether nothing follows. */
  readonly onProgress: (sent: number, isOver: boolean) => void;
}

/**
 * Types a text piece by piece: firmware and login prompts without flow control lose what comes faster than they read. Ends
 * when nothing can be sent any more; the result ends it earlier.
 */
export function typePaced(
  { text, perSecond, send, onProgress }: PacedTyping,
  clock: Clock = CLOCK,
): () => void {
  const characters = Array.from(text);
  const began = clock.now();
  let sent = 0;
  const stop = clock.every(TICK_MS, () => {
    const due = Math.min(characters.length, Math.floor(((clock.now() - began) * perSecond) / 1000));
    if (due === sent) return;
    const isSent = send(characters.slice(sent, due).join(''));
    if (isSent) sent = due;
    const isOver = !isSent || sent === characters.length;
    if (isOver) stop();
    onProgress(sent, isOver);
  });
  return stop;
}
