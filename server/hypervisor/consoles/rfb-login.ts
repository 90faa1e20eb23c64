import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** Security types of RFC 6143 §7.1.2. */
const NONE = 1;
const VNC_AUTHENTICATION = 2;

const VERSION_BYTES = 12;
const CHALLENGE_BYTES = 16;
const PASSWORD_BYTES = 8;
/** Length limit of a server's reason for a refusal; QEMU's has some 30 bytes. */
const MAX_REASON_BYTES = 1024;

/** Why a VNC server refused the login. */
export class RfbLoginError extends Error {
  override readonly name = 'RfbLoginError';
}

/**
 * The client's half of the RFB 3.8 handshake up to and including SecurityResult, so that the next bytes are ClientInit
 * and ServerInit. Throws RfbLoginError when the server wants something else or refuses the password.
 */
export async function logInToRfb(
  server: Duplex,
  password: string | null,
  signal: AbortSignal,
): Promise<void> {
  const version = (await read(server, VERSION_BYTES, signal)).toString('latin1');
  if (!/^RFB 003\.00[89]\n$/.test(version)) {
    throw new RfbLoginError('it does not speak RFB 3.8');
  }
  server.write('RFB 003.008\n');
  const offered = await securityTypes(server, signal);
  if (offered.includes(NONE)) {
    server.write(Buffer.of(NONE));
  } else if (!offered.includes(VNC_AUTHENTICATION)) {
    throw new RfbLoginError(
      `it wants another way to log in than a password (RFB security types ${offered.join(', ')})`,
    );
  } else if (password === null) {
    throw new RfbLoginError('it asks for a password that the definition of the domain does not have');
  } else {
    server.write(Buffer.of(VNC_AUTHENTICATION));
    server.write(answerTo(await read(server, CHALLENGE_BYTES, signal), password));
  }
  const result = (await read(server, 4, signal)).readUInt32BE();
  if (result !== 0) throw new RfbLoginError(`it refuses: ${await reason(server, signal)}`);
}

async function securityTypes(server: Duplex, signal: AbortSignal): Promise<number[]> {
  const count = (await read(server, 1, signal)).readUInt8();
  if (count === 0) throw new RfbLoginError(`it refuses: ${await reason(server, signal)}`);
  return [...(await read(server, count, signal))];
}

async function reason(server: Duplex, signal: AbortSignal): Promise<string> {
  const length = (await read(server, 4, signal)).readUInt32BE();
  return (await read(server, Math.min(length, MAX_REASON_BYTES), signal)).toString('utf8');
}

/** Reads exactly this many bytes; the rest stays in the stream. */
async function read(server: Duplex, bytes: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = server.read(bytes);
    if (Buffer.isBuffer(chunk) && chunk.length === bytes) return chunk;
    if (chunk !== null || server.readableEnded || server.destroyed) {
      throw new RfbLoginError('it hung up in the middle of the handshake');
    }
    await readableOrEnded(server, signal);
  }
}

async function readableOrEnded(server: Duplex, signal: AbortSignal): Promise<void> {
  const settled = new AbortController();
  const either = { signal: AbortSignal.any([signal, settled.signal]) };
  try {
    await Promise.race([once(server, 'readable', either), once(server, 'end', either)]);
  } finally {
    settled.abort();
  }
}

/**
 * DES of the challenge, with the bits of each byte of the password reversed (RFC 6143 §7.2.2, erratum 4951). OpenSSL 3
 * keeps plain DES among its legacy algorithms; triple DES with the same key three times is the same function.
 */
export function answerTo(challenge: Buffer, password: string): Buffer {
  const key = Buffer.alloc(PASSWORD_BYTES);
  key.write(password, 'latin1');
  const reversed = key.map(reverseBits);
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([reversed, reversed, reversed]), null);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) reversed |= 0x80 >> bit;
  return reversed;
}
