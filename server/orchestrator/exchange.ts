export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer of any status below 500 and not 429. */
export interface Answer {
  readonly status: number;
  /** Undefined if the body is not JSON. */
  readonly json: unknown;
  /** Media type of the body, without parameters. */
  readonly type: string;
  /** The first line of a body that is plain text. */
  readonly text: string;
  /** The Date header as sent; may be empty. */
  readonly date: string;
}

/** The beginning of a response, and facts from its headers. */
export interface Peeked {
  readonly status: number;
  readonly type: string;
  /** Size of the whole file; null if the server does not report it. */
  readonly size: number | null;
  readonly head: Buffer;
}
