/** gRPC status codes, which the orchestrator's services return. */
export type GrpcCode =
  | 'InvalidArgument'
  | 'NotFound'
  | 'FailedPrecondition'
  | 'PermissionDenied'
  | 'Unauthenticated'
  | 'Unimplemented'
  | 'Internal';

/** Errors of the gateway in front of those services; its responses contain a message and no code. */
type GatewayCode =
  | 'gateway-invalid'
  | 'gateway-unauthorized'
  | 'gateway-forbidden'
  | 'gate-denied'
  | 'gateway-not-found'
  | 'gateway-method'
  | 'gateway-conflict'
  | 'gateway-too-large'
  | 'gateway-timeout';

/** Errors of the simulator process itself. */
type ProcessCode =
  | 'state-locked'
  | 'state-unreadable'
  | 'artefacts-unreadable'
  | 'cannot-listen'
  | 'not-running'
  | 'usage';

/**
 * Why the artefacts could not be built:
 * - `unsupported-host`: this machine has no apt
 * - `package-unavailable`: apt does not know the package, or could not download it
 * - `package-incomplete`: a package lacks a required file
 * - `tool-failed`: a required program is missing or has failed
 * - `too-large`: a file does not fit into its file system or header
 * - `cancelled`: the caller's signal aborted the build
 */
type ArtefactCode =
  | 'unsupported-host'
  | 'package-unavailable'
  | 'package-incomplete'
  | 'tool-failed'
  | 'too-large'
  | 'cancelled';

export type SimulatorErrorCode = GrpcCode | GatewayCode | ProcessCode | ArtefactCode;

/** The HTTP status of each code; the gRPC ones as grpc-gateway maps them (FailedPrecondition is 400, not 412). */
const STATUS = {
  InvalidArgument: 400,
  NotFound: 404,
  FailedPrecondition: 400,
  PermissionDenied: 403,
  Unauthenticated: 401,
  Unimplemented: 501,
  Internal: 500,
  'gateway-invalid': 400,
  'gateway-unauthorized': 401,
  'gateway-forbidden': 403,
  'gate-denied': 403,
  'gateway-not-found': 404,
  'gateway-method': 405,
  'gateway-conflict': 409,
  'gateway-too-large': 413,
  'gateway-timeout': 503,
  'state-locked': 500,
  'state-unreadable': 500,
  'artefacts-unreadable': 500,
  'cannot-listen': 500,
  'not-running': 500,
  usage: 400,
  'unsupported-host': 500,
  'package-unavailable': 500,
  'package-incomplete': 500,
  'tool-failed': 500,
  'too-large': 500,
  cancelled: 500,
} as const satisfies Record<SimulatorErrorCode, number>;

/** The one error class of this package. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  readonly code: SimulatorErrorCode;
  /** The one field of the request that is wrong. */
  readonly field: string | undefined;

  constructor(code: SimulatorErrorCode, message: string, cause?: unknown, field?: string) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.field = field;
  }

  get status(): (typeof STATUS)[SimulatorErrorCode] {
    return STATUS[this.code];
  }
}

/** Whether `error` has this Node.js system error code, such as `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
