import { LibvirtError } from '../../src/index.ts';

/** The error a call must end with; a call that succeeds, or fails otherwise, fails the test. */
export async function failure(call: Promise<unknown>): Promise<LibvirtError> {
  const outcome: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof LibvirtError) return outcome;
  throw new Error('expected a LibvirtError', { cause: outcome });
}
