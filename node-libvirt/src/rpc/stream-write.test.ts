import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { streamPayloadMax as largest } from '../protocol/limits.ts';
import { hex } from '../testing/bytes.ts';
import { daemonError } from '../testing/daemon-error.ts';
import { failureOf } from '../testing/failures.ts';
import { status, streamPacket, type } from '../testing/peer.ts';
import { Diary, isAbort, isFinish, openStream } from '../testing/stream-line.ts';
import { quiet, turn, until } from '../testing/waiting.ts';
import { StreamHole } from './stream.ts';

const refusal = daemonError({ code: ErrorCode.OPERATION_FAILED, message: 'no room' });

describe('a stream being written', () => {
  it('sends each chunk as a stream packet of its call', async () => {
    const { stream, peer, call } = await openStream('write');
    stream.write('hello');
    const packet = await peer.next();
    expect(packet).toMatchObject({
      program: call.program,
      procedure: call.procedure,
      serial: call.serial,
      type: 3,
      status: 2,
    });
    expect(packet.payload.toString()).toBe('hello');
    stream.destroy();
  });

  it('splits what is larger than any daemon takes in one packet', async () => {
    const { stream, peer } = await openStream('write', { highWaterMark: 1 << 20 });
    const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, index) => index % 251));
    const written = new Promise((resolve) => stream.write(bytes, resolve));
    const packets = [await peer.next(), await peer.next(), await peer.next()];
    await written;
    expect(packets.map(({ payload }) => payload.length)).toEqual([largest, largest, 600_000 - 2 * largest]);
    expect(Buffer.concat(packets.map(({ payload }) => payload)).equals(bytes)).toBe(true);
    stream.destroy();
  });

  it.each([largest - 1, largest, largest + 1])(
    'sends %i bytes without an empty packet behind them',
    async (size) => {
      const { stream, peer, call } = await openStream('write', { highWaterMark: 1 << 20 });
      stream.end(Buffer.alloc(size, 1));
      const lengths = [];
      for (let packet = await peer.next(); !isFinish(packet, call); packet = await peer.next()) {
        lengths.push(packet.payload.length);
      }
      expect(lengths).toEqual(size > largest ? [largest, 1] : [size]);
      stream.destroy();
    },
  );

  it('sends nothing for an empty chunk, which would mean the end of the data', async () => {
    const { stream, peer } = await openStream('write');
    await new Promise((resolve) => stream.write(Buffer.alloc(0), resolve));
    stream.write('x');
    expect((await peer.next()).payload.toString()).toBe('x');
    stream.destroy();
  });

  it('takes any view of bytes', async () => {
    const { stream, peer } = await openStream('write');
    stream.write(new Uint8Array([9, 1, 2, 9]).subarray(1, 3));
    expect([...(await peer.next()).payload]).toEqual([1, 2]);
    stream.destroy();
  });

  it('finishes only when the daemon has confirmed that it took everything', async () => {
    const { stream, peer, call, confirm, releases } = await openStream('write');
    const diary = new Diary(stream);
    stream.end('all');
    expect((await peer.next()).payload.toString()).toBe('all');
    expect(isFinish(await peer.next(), call)).toBe(true);
    await quiet(() => diary.events.length);
    expect(diary.events).toEqual([]);
    confirm();
    await diary.closed();
    expect(diary.events).toEqual(['finish', 'close']);
    expect(releases()).toBe(1);
  });

  it('fails a pipeline with the error of the daemon, in the middle as at the confirmation', async () => {
    for (const atTheEnd of [false, true]) {
      const { stream, peer, call, releases } = await openStream('write');
      const source = Readable.from(atTheEnd ? [Buffer.from('abc')] : endless());
      const failure = failureOf(pipeline(source, stream));
      await until('something has arrived', () => peer.received.length > (atTheEnd ? 1 : 0));
      peer.send(streamPacket(call, status.error, refusal));
      expect(await failure).toMatchObject({
        kind: 'libvirt',
        code: ErrorCode.OPERATION_FAILED,
        message: 'no room',
      });
      expect(releases()).toBe(1);
      expect(peer.received.some((packet) => isAbort(packet, call))).toBe(false);
    }
  });

  it('fails as lost when the connection dies before the confirmation', async () => {
    const { stream, peer, releases } = await openStream('write');
    const diary = new Diary(stream);
    stream.end('all');
    await until('the finish has arrived', () => peer.received.length === 2);
    peer.die();
    await diary.closed();
    expect(diary.events).toEqual(['error', 'close']);
    expect(diary.error).toMatchObject({ kind: 'lost' });
    expect(releases()).toBe(1);
  });

  it('never finishes when it is destroyed before the confirmation', async () => {
    const { stream, peer, call } = await openStream('write');
    const diary = new Diary(stream);
    const ended = new Promise<unknown>((resolve) => {
      stream.end('all', (error?: Error | null) => {
        resolve(error);
      });
    });
    await until('the finish has arrived', () => peer.received.length === 2);
    stream.destroy();
    expect(await ended).toBeInstanceOf(Error);
    await diary.closed();
    expect(diary.events).toEqual(['close']);
    await until('the abort has arrived', () => peer.received.length === 3);
    expect(peer.received.slice(1).map((packet) => isAbort(packet, call))).toEqual([false, true]);
  });

  it('aborts at the daemon when it is destroyed halfway', async () => {
    const { stream, peer, call, releases } = await openStream('write');
    stream.write('half');
    await peer.next();
    stream.destroy();
    expect(isAbort(await peer.next(), call)).toBe(true);
    expect(releases()).toBe(1);
  });

  it('stops its writer while the daemon does not read', async () => {
    const { stream, peer } = await openStream('write', { highWaterMark: 1024 });
    peer.duplex.pause();
    const chunk = Buffer.alloc(65_536);
    let written = 0;
    while (stream.write(chunk)) written++;
    expect(written).toBeLessThan(64);
    await quiet(() => stream.writableLength);
    expect(stream.writableNeedDrain).toBe(true);
    const drained = new Promise((resolve) => stream.once('drain', resolve));
    peer.duplex.resume();
    await drained;
    stream.destroy();
  });

  it('refuses data from the daemon as a breach of the protocol', async () => {
    const { stream, data } = await openStream('write');
    const diary = new Diary(stream);
    data('what is this?');
    await diary.closed();
    expect(diary.error).toMatchObject({ kind: 'protocol' });
  });
});

describe('a sparse stream being written', () => {
  it('sends holes between the data', async () => {
    const { stream, peer, call, confirm } = await openStream('write', { sparse: true });
    const diary = new Diary(stream);
    stream.write(Buffer.from('a'));
    stream.write(new StreamHole(0x1_0000_0001n));
    stream.end(Buffer.from('b'));
    await until('it is finished', () => peer.received.some((packet) => isFinish(packet, call)));
    confirm();
    await diary.closed();
    expect(
      peer.received.map((packet) => [packet.type, packet.status, packet.payload.toString('hex')]),
    ).toEqual([
      [type.stream, status.continue, '61'],
      [type.hole, status.continue, hex('00000001 00000001 00000000').toString('hex')],
      [type.stream, status.continue, '62'],
      [type.stream, status.ok, ''],
    ]);
    expect(diary.events).toEqual(['finish', 'close']);
  });

  it('rejects anything but bytes and holes', async () => {
    const { stream } = await openStream('write', { sparse: true });
    const diary = new Diary(stream);
    stream.write({ length: 5 });
    await diary.closed();
    expect(diary.error).toMatchObject({ kind: 'invalid' });
  });
});

describe('a stream in both directions', () => {
  it('carries bytes both ways at once', async () => {
    const { stream, peer, data } = await openStream('both');
    const diary = new Diary(stream).read(stream);
    data('login: ');
    stream.write('root\n');
    expect((await peer.next()).payload.toString()).toBe('root\n');
    await until('the prompt is there', () => diary.bytes.toString() === 'login: ');
    stream.destroy();
  });

  it('ends when the daemon has no more data: it finishes, and closes when that is confirmed', async () => {
    const { stream, peer, call, data, endOfData, confirm } = await openStream('both');
    const diary = new Diary(stream).read(stream);
    data('bye');
    endOfData();
    expect(isFinish(await peer.next(), call)).toBe(true);
    confirm();
    await diary.closed();
    expect(diary.bytes.toString()).toBe('bye');
    expect([...diary.events].sort()).toEqual(['close', 'end', 'finish']);
  });

  it('that is ended here finishes, still reads what is on its way, and closes when confirmed', async () => {
    const { stream, peer, call, data, confirm } = await openStream('both');
    const diary = new Diary(stream).read(stream);
    stream.end('exit\n');
    expect((await peer.next()).payload.toString()).toBe('exit\n');
    expect(isFinish(await peer.next(), call)).toBe(true);
    data('logout');
    confirm();
    await diary.closed();
    expect(diary.bytes.toString()).toBe('logout');
    expect([...diary.events].sort()).toEqual(['close', 'end', 'finish']);
  });

  it('that is destroyed is aborted at the daemon', async () => {
    const { stream, peer, call, releases } = await openStream('both');
    stream.destroy();
    expect(isAbort(await peer.next(), call)).toBe(true);
    expect(releases()).toBe(1);
  });

  it('ends with the reason its client is ended with', async () => {
    const { stream, client } = await openStream('both');
    const diary = new Diary(stream).read(stream);
    client.destroy(new LibvirtError({ kind: 'closed', code: ErrorCode.INVALID_CONN, message: 'closing' }));
    await diary.closed();
    expect(diary.error).toMatchObject({ kind: 'closed', call: 'DOMAIN_OPEN_CONSOLE' });
  });
});

describe('a stream that was not opened as sparse', () => {
  it('cannot be given a hole', async () => {
    const { stream } = await openStream('write');
    expect(() => stream.write(new StreamHole(1n))).toThrow(TypeError);
    stream.destroy();
  });
});

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    await turn();
    yield Buffer.alloc(1024);
  }
}
