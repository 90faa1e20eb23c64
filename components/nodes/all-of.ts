import { ConsoleError } from '../../lib/contract/error.ts';

interface Named {
  readonly name: string;
}

export interface Refusal<T extends Named> {
  readonly of: T;
  readonly error: Error;
}

/** Acts on each item and returns the failures; one failure does not stop the others. */
export async function allOf<T extends Named>(
  items: readonly T[],
  act: (item: T) => Promise<unknown>,
): Promise<readonly Refusal<T>[]> {
  const refusals = items.map(async (of): Promise<readonly Refusal<T>[]> => {
    try {
      await act(of);
      return [];
    } catch (error) {
      return [{ of, error: error instanceof Error ? error : new Error(String(error)) }];
    }
  });
  return (await Promise.all(refusals)).flat();
}

/** A failure in one line: name, message, fix. */
export const refusalLine = ({ of, error }: Refusal<Named>): string =>
  [`${of.name}:`, error.message, error instanceof ConsoleError ? error.fix : ''].join(' ').trim();
