import { ErrorCode } from './constants/error-codes.ts';

/**
 * Where an error came from; decide by this and by `code`, never by the message.
 * - `libvirt`: the daemon carried the call out and answered with an error
 * - `refused`: no connection came about (no socket, no permission, wrong certificate, ssh failed, authentication failed)
 * - `lost`: an open connection died; whether the call took effect is unknown
 * - `closed`: the connection was closed here before or during the call
 * - `timeout`, `aborted`: this side stopped waiting; whether the call took effect is unknown
 * - `overflow`: an EventStream's reader fell too far behind; the connection is fine
 * - `protocol`: the peer sent something that is not libvirt's protocol
 * - `invalid`: the arguments were refused here; nothing was sent
 */
export type ErrorKind =
  | 'libvirt'
  | 'refused'
  | 'lost'
  | 'closed'
  | 'timeout'
  | 'aborted'
  | 'overflow'
  | 'protocol'
  | 'invalid';

export interface LibvirtErrorFields {
  readonly kind: ErrorKind;
  readonly code: number;
  readonly message: string;
  readonly domain?: number;
  readonly level?: number;
  readonly call?: string;
  readonly details?: LibvirtErrorDetails;
  readonly cause?: unknown;
}

/** libvirt's free-form extras; what they hold depends on the code (see virterror.h). */
export interface LibvirtErrorDetails {
  readonly str1: string | null;
  readonly str2: string | null;
  readonly str3: string | null;
  readonly int1: number;
  readonly int2: number;
}

/** The one error class of this package. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError';
  readonly kind: ErrorKind;
  /** An ErrorCode; a newer daemon may send one this version has no name for. */
  readonly code: number;
  /** The part of libvirt that complained, an ErrorDomain; 0 when it was raised here. */
  readonly domain: number;
  /** An ErrorLevel. */
  readonly level: number;
  /** The protocol's name of the procedure that failed, such as `DOMAIN_CREATE_WITH_FLAGS`, once known. */
  readonly call: string | undefined;
  readonly details: LibvirtErrorDetails | undefined;

  constructor(fields: LibvirtErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.kind = fields.kind;
    this.code = fields.code;
    this.domain = fields.domain ?? 0;
    this.level = fields.level ?? 2;
    this.call = fields.call;
    this.details = fields.details;
  }

  /** The same error, naming the call it ended; keeps the first name if it has one. */
  during(call: string): LibvirtError {
    if (this.call !== undefined) return this;
    return new LibvirtError({
      kind: this.kind,
      code: this.code,
      message: this.message,
      domain: this.domain,
      level: this.level,
      call,
      ...(this.details ? { details: this.details } : {}),
      cause: this.cause ?? this,
    });
  }
}

/** True when `error` is a LibvirtError, with `code` when that is given, such as `ErrorCode.NO_DOMAIN`. */
export function isLibvirtError(error: unknown, code?: ErrorCode): error is LibvirtError {
  return error instanceof LibvirtError && (code === undefined || error.code === code);
}

export function invalidArgument(message: string, cause?: unknown): LibvirtError {
  return new LibvirtError({ kind: 'invalid', code: ErrorCode.INVALID_ARG, message, cause });
}
