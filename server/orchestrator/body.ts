/** Larger than a page of ten hosts, each of which includes all texts of its operating system. */
export const LARGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_LINE = 200;

export class TooLarge extends Error {}

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** Without parameters. */
export function mediaType(fields: Fields): string {
  const [type = ''] = String(fields['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

/** Size of the whole file, when a range of it was requested; null if the server does not report it. */
export function wholeSize(status: number, fields: Fields): number | null {
  const range = /\/(\d+)$/.exec(String(fields['content-range'] ?? ''))?.[1];
  const length = status === 206 ? range : fields['content-length'];
  return length === undefined ? null : Number(length);
}

/** The whole body. Rejects with TooLarge as soon as the limit is exceeded, and reads no further. */
export async function whole(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The first bytes of a body; reads no further. */
export async function beginning(body: AsyncIterable<unknown>, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}

export const firstLine = (text: string): string => (text.trim().split('\n')[0] ?? '').slice(0, LONGEST_LINE);

/** Undefined for what is not JSON. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
