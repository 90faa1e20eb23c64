import { z } from 'zod';

/** The same sentence for every violation: it is shown while somebody is typing. */
export function amount(least: number, most: number) {
  const error = `use a whole number from ${least} to ${most}`;
  return z.int(error).min(least, error).max(most, error);
}

/** How large a node can be. */
export const size = {
  vcpus: amount(1, 64),
  memoryMiB: amount(512, 1_048_576),
  diskGiB: amount(1, 10_000),
};
