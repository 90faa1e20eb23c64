import { LibvirtError } from '../error.ts';

/** The LibvirtError that `action` throws; anything else it does is a failure of the test. */
export function thrownBy(action: () => unknown): LibvirtError {
  try {
    action();
  } catch (error) {
    return asLibvirtError(error);
  }
  throw new Error('expected a LibvirtError, but nothing was thrown');
}

/** The LibvirtError that `promise` is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<LibvirtError> {
  try {
    await promise;
  } catch (error) {
    return asLibvirtError(error);
  }
  throw new Error('expected a LibvirtError, but the promise was fulfilled');
}

function asLibvirtError(error: unknown): LibvirtError {
  if (error instanceof LibvirtError) return error;
  throw new Error(`expected a LibvirtError, got ${String(error)}`, { cause: error });
}
