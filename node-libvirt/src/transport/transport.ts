import type { Duplex } from 'node:stream';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';

/** An open byte stream to a daemon. */
export interface Transport {
  readonly duplex: Duplex;
  /** Output outside the protocol (ssh's stderr), available once the stream has ended; empty if there was none. */
  readonly complaint: () => Promise<string>;
}

/** Opens another byte stream to the same daemon: each libvirt stream uses a separate one. */
export type Dial = (signal: AbortSignal | undefined) => Promise<Transport>;

/** A byte stream with no second channel to complain on. */
export function plainTransport(duplex: Duplex): Transport {
  return { duplex, complaint: () => Promise.resolve('') };
}

/** "No connection came about", with what to do next where that is known. */
export function refused(message: string, cause?: unknown): LibvirtError {
  return new LibvirtError({ kind: 'refused', code: ErrorCode.NO_CONNECT, message, cause });
}

/** Rejects with `aborted` when the signal fires before `opened` settles; the caller then disposes of the rest. */
export function abortError(signal: AbortSignal): LibvirtError {
  return new LibvirtError({
    kind: 'aborted',
    code: ErrorCode.OPERATION_ABORTED,
    message: 'opening the connection was aborted',
    cause: signal.reason,
  });
}
