const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long deliveries are tried, in milliseconds. */
export interface Patience {
  /** Of one request, with its answer. */
  readonly deadline: number;
  readonly firstPause: number;
  readonly longestPause: number;
  /** A delivery that is older is given up. */
  readonly age: number;
  /** So often something is sent that the receiver calls wrong: it will not get better, and others wait behind it. */
  readonly refusals: number;
  /** After that long without any success nothing is sent any more. */
  readonly disableAfter: number;
  /** That many wait for one receiver. */
  readonly waiting: number;
}

export const PATIENCE: Patience = {
  deadline: 15 * SECOND,
  firstPause: 5 * SECOND,
  longestPause: 15 * MINUTE,
  age: 24 * HOUR,
  refusals: 5,
  disableAfter: 72 * HOUR,
  waiting: 1000,
};

/** Doubles with each attempt. Its random part keeps several consoles from trying at the same time. */
export function pauseAfter(tries: number, requested: number, { firstPause, longestPause }: Patience): number {
  const grown = Math.min(longestPause, firstPause * 2 ** Math.min(tries - 1, 30));
  return Math.min(longestPause, Math.max(requested, grown * (0.5 + Math.random() / 2)));
}

/** Called wrong by the receiver, as opposed to "not now". */
export const isRefused = (status: number | null): boolean =>
  status !== null && status >= 400 && status < 500 && ![408, 425, 429].includes(status);

/** The receiver wants nothing more, ever. */
export const isGone = (status: number | null): boolean => status === 410;
