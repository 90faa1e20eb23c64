import { connect, type Socket } from 'node:net';
import type { Random } from './random.ts';

const PATIENCE_MS = 2000;

export interface Target {
  readonly url: string;
  /** `Bearer …`, by role. */
  readonly viewer: string;
  readonly operator: string;
}

/** A TCP connection that tolerates every error, and never waits long. */
export class Wire {
  readonly socket: Socket;
  /** The first line of the response. */
  status = '';
  #head = '';

  constructor(target: Target) {
    this.socket = connect(Number(new URL(target.url).port), '127.0.0.1');
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => {
      if (this.status !== '') return;
      this.#head += chunk.toString('latin1');
      const end = this.#head.indexOf('\r\n');
      if (end >= 0) this.status = this.#head.slice(0, end);
    });
  }

  /** Resolves when the other end has read it, has closed, or does not read. */
  write(bytes: Buffer | string): Promise<void> {
    if (this.socket.destroyed || this.socket.write(bytes)) return Promise.resolve();
    return this.#until('drain');
  }

  /** Resolves with the first answer or the end. */
  async answered(): Promise<string> {
    if (this.status === '') await this.#until('data');
    return this.status;
  }

  async closed(): Promise<void> {
    if (!this.socket.closed) await this.#until('close');
  }

  #until(event: 'data' | 'drain' | 'close'): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        for (const name of [event, 'close']) this.socket.off(name, done);
        resolve();
      };
      const timer = setTimeout(done, PATIENCE_MS);
      for (const name of [event, 'close']) this.socket.once(name, done);
      if (this.socket.closed) done();
    });
  }
}

export function upgradeRequest(
  target: Target,
  path: string,
  authorization: string,
  protocols: readonly string[],
): string {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${new URL(target.url).host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`] : []),
    `Authorization: ${authorization}`,
    '\r\n',
  ].join('\r\n');
}

interface Shape {
  readonly opcode: number;
  readonly fin: boolean;
  readonly reserved: number;
  readonly masked: boolean;
}

function frame(payload: Buffer, { opcode, fin, reserved, masked }: Shape): Buffer {
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const bit = masked ? 0x80 : 0;
  const length =
    payload.length < 126
      ? Buffer.of(bit | payload.length)
      : payload.length < 65_536
        ? Buffer.of(bit | 126, payload.length >> 8, payload.length & 0xff)
        : Buffer.concat([Buffer.of(bit | 127), lengthOf(payload)]);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.of(first), length, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

function lengthOf(payload: Buffer): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(payload.length));
  return bytes;
}

/** Usually a valid frame; sometimes one with a wrong header. */
export function oddFrame(random: Random, payload: Buffer, binary: boolean): Buffer {
  const opcode = binary ? 2 : 1;
  const proper: Shape = { opcode, fin: true, reserved: 0, masked: true };
  if (random.chance(0.9)) return frame(payload, proper);
  return random.pick([
    () => frame(payload, { ...proper, fin: false }),
    () => frame(payload, { ...proper, opcode: random.below(16) }),
    () => frame(payload, { ...proper, reserved: 1 + random.below(7) }),
    () => frame(payload, { ...proper, masked: false }),
    () => frame(random.bytes(random.below(126)), { ...proper, opcode: 9 }),
    () => frame(random.bytes(random.below(126)), { ...proper, opcode: 10 }),
    () => Buffer.concat([Buffer.of(0x80 | opcode, 0xff, 0xff, 0xff), random.bytes(20)]),
    () =>
      Buffer.concat(
        Array.from({ length: 200 }, () => frame(Buffer.of(120), { ...proper, fin: false, opcode: 0 })),
      ),
    () => frame(Buffer.of(0xc3, 0x28, 0xff), proper),
    () => random.bytes(random.below(64)),
  ])();
}
