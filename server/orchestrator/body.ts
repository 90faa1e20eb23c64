/** More than a page of ten hosts, with which come all texts of their operating systems. */
export const LARGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_LINE = 200;

export class TooLarge extends Error {}

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** Without parameters. */
export function mediaType(fields: Fields): string {
  const [type = ''] = String(fields['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

/** Of the whole of which a range was asked for; null if the server does not tell. */
export function wholeSize(status: number, fields: Fields): number | null {
  const range = /\/(\d+)$/.exec(String(fields['content-range'] ?? ''))?.[1];
  const told = status === 206 ? range : fields['content-length'];
  return told === undefined ? null : Number(told);
}

/** All of a body. Rejects with TooLarge as soon as it is, without reading on. */
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

/** Its first bytes, without reading on. */
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
