import { ErrorCode, ErrorDomain } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { remoteError } from '../protocol/types.ts';
import { XdrReader } from '../xdr/reader.ts';

/** The daemon's error as a {@link LibvirtError}; `payload` is the packet's. */
export function decodeError(payload: Buffer, call: string): LibvirtError {
  try {
    const error = remoteError.read(new XdrReader(payload));
    const { str1, str2, str3, int1, int2 } = error;
    return new LibvirtError({
      kind: 'libvirt',
      // The C client reports the daemon's error for an unknown procedure as "no support".
      code: isUnknownProcedure(error) ? ErrorCode.NO_SUPPORT : error.code,
      domain: error.domain,
      level: error.level,
      message: error.message ?? 'the daemon gave no reason',
      call,
      details: { str1, str2, str3, int1, int2 },
    });
  } catch (error) {
    return error instanceof LibvirtError ? error.during(call) : breach(error);
  }
}

/** Source: virNetClientProgramDispatchError in virnetclientprogram.c. */
function isUnknownProcedure(error: { code: number; domain: number; message: string | null }): boolean {
  const isOfRpc = error.domain === ErrorDomain.REMOTE || error.domain === ErrorDomain.RPC;
  return isOfRpc && error.code === ErrorCode.RPC && (error.message?.startsWith('unknown procedure') ?? false);
}

export function lost(message: string, cause?: unknown): LibvirtError {
  return new LibvirtError({ kind: 'lost', code: ErrorCode.RPC, message, cause });
}

export function protocolError(message: string): LibvirtError {
  return new LibvirtError({ kind: 'protocol', code: ErrorCode.RPC, message });
}

export function breach(cause: unknown): LibvirtError {
  return cause instanceof LibvirtError
    ? cause
    : protocolError(`cannot read the daemon's packet: ${String(cause)}`);
}

export function timedOut(call: string, milliseconds: number | undefined): LibvirtError {
  return new LibvirtError({
    kind: 'timeout',
    code: ErrorCode.OPERATION_TIMEOUT,
    message: `no reply within ${String(milliseconds)} ms`,
    call,
  });
}

export function aborted(call: string, signal: AbortSignal | undefined): LibvirtError {
  return new LibvirtError({
    kind: 'aborted',
    code: ErrorCode.OPERATION_ABORTED,
    message: 'the call was aborted',
    call,
    cause: signal?.reason,
  });
}

/** One reason can end many calls: each gets its own error, with its own stack and the call's name. */
export function again(reason: LibvirtError, call: string): LibvirtError {
  return reason.call === call ? reason : reason.during(call);
}
