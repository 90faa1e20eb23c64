/** An object of the server that is sent whole and carries the number of its version. */
export interface Revised {
  readonly revision: number;
}

/** The newer of two copies; of two with the same revision, the one that is there already. */
export function newer<T extends Revised>(present: T | undefined, arrived: T): T {
  return present !== undefined && present.revision >= arrived.revision ? present : arrived;
}
