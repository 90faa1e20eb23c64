/**
 * - `unsupported-host`: no apt here, so no packages
 * - `package-unavailable`: apt knows no such package, or could not get it
 * - `package-incomplete`: a package lacks a file that the artefacts are made of
 * - `tool-failed`: a program this needs is missing or failed
 * - `too-large`: a file does not fit where it must go
 * - `cancelled`: the caller's signal ended it
 */
export type ArtefactErrorCode =
  | 'unsupported-host'
  | 'package-unavailable'
  | 'package-incomplete'
  | 'tool-failed'
  | 'too-large'
  | 'cancelled';

/** Why there are no artefacts. */
export class ArtefactError extends Error {
  override readonly name = 'ArtefactError';
  readonly code: ArtefactErrorCode;

  constructor(code: ArtefactErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
