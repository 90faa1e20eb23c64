import { type z } from 'zod';

/** What answers a request. `schema` checks the stand-in itself. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly schema?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
  readonly raw?: string | Uint8Array;
}
