import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { hex } from '../testing/bytes.ts';
import { daemonError } from '../testing/daemon-error.ts';
import { failureOf } from '../testing/failures.ts';
import { status, streamPacket, type } from '../testing/peer.ts';
import { Diary, isAbort, isFinish, openStream } from '../testing/stream-line.ts';
import { quiet, until } from '../testing/waiting.ts';
import { StreamHole } from './stream.ts';

const refusal = daemonError({ code: ErrorCode.OPERATION_FAILED, message: 'disk on fire' });

function hole(length: string): Buffer {
  return hex(`${length} 00000000`);
}

describe('a stream being read', () => {
  it('delivers the data, requests the confirmation, and ends only after it', async () => {
    const { stream, peer, call, data, endOfData, confirm, releases } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    data('hello ', 'world');
    endOfData();
    expect(isFinish(await peer.next(), call)).toBe(true);
    await quiet(() => diary.events.length);
    expect(diary.bytes.toString()).toBe('hello world');
    expect(diary.events).toEqual([]);
    expect(releases()).toBe(0);
    confirm();
    await diary.closed();
    expect(diary.events).toEqual(['end', 'close']);
    expect(releases()).toBe(1);
  });

  it('delivers the same wherever the bytes are cut', async () => {
    const { stream, peer, call } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    const all = Buffer.concat([
      streamPacket(call, status.continue, Buffer.from('hello ')),
      streamPacket(call, status.continue, Buffer.from('world')),
      streamPacket(call, status.continue),
      streamPacket(call, status.ok),
    ]);
    for (const byte of all) peer.send(Buffer.from([byte]));
    await diary.closed();
    expect(diary.bytes.toString()).toBe('hello world');
    expect(diary.events).toEqual(['end', 'close']);
  });

  it('may be empty', async () => {
    const { stream, peer, call, endOfData, confirm } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    endOfData();
    expect(isFinish(await peer.next(), call)).toBe(true);
    confirm();
    await diary.closed();
    expect(diary.events).toEqual(['end', 'close']);
    expect(diary.bytes).toHaveLength(0);
  });

  it('delivers data that arrived right after the reply, before there was a listener', async () => {
    const { stream, data, endOfData, confirm } = await openStream('read');
    data('early');
    endOfData();
    confirm();
    await quiet(() => stream.readableLength);
    const diary = new Diary(stream).read(stream);
    await diary.closed();
    expect(diary.bytes.toString()).toBe('early');
  });

  it('fails with the error of the daemon, which never becomes an end', async () => {
    const { stream, peer, call, data, releases } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    data('half');
    await until('the data is there', () => diary.chunks.length > 0);
    peer.send(streamPacket(call, status.error, refusal));
    await diary.closed();
    expect(diary.events).toEqual(['error', 'close']);
    expect(diary.error).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.OPERATION_FAILED,
      message: 'disk on fire',
      call: 'STORAGE_VOL_DOWNLOAD',
    });
    expect(releases()).toBe(1);
    expect(peer.received).toEqual([]);
  });

  it('fails when the daemon refuses the confirmation: a truncated download is never a short file', async () => {
    const { stream, peer, call, data, endOfData } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    data('all but the last byte');
    endOfData();
    expect(isFinish(await peer.next(), call)).toBe(true);
    peer.send(streamPacket(call, status.error, refusal));
    await diary.closed();
    expect(diary.events).toEqual(['error', 'close']);
    expect(peer.received).toEqual([]);
  });

  it.each([
    ['before any data', 0],
    ['amid the data', 1],
    ['before the confirmation', 2],
  ])('fails as lost when the connection dies %s', async (_when, step) => {
    const { stream, peer, data, endOfData, releases } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    if (step > 0) data('data');
    if (step > 1) {
      endOfData();
      await peer.next();
    }
    peer.duplex.end();
    await diary.closed();
    expect(diary.events).toEqual(['error', 'close']);
    expect(diary.error).toMatchObject({ kind: 'lost', call: 'STORAGE_VOL_DOWNLOAD' });
    expect(releases()).toBe(1);
  });

  it('is not hurt by a connection that dies after the confirmation', async () => {
    const { stream, peer, data, endOfData, confirm } = await openStream('read');
    data('complete');
    endOfData();
    confirm();
    peer.duplex.end();
    await until('the stream has it all', () => stream.readableLength === 8);
    await quiet(() => stream.readableLength);
    const diary = new Diary(stream).read(stream);
    await diary.closed();
    expect(diary.bytes.toString()).toBe('complete');
    expect(diary.events).toEqual(['end', 'close']);
  });

  it('aborts at the daemon when it is destroyed halfway, and drops later data', async () => {
    const { stream, peer, call, data, releases } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    data('half');
    await until('the data is there', () => diary.chunks.length > 0);
    stream.destroy();
    expect(isAbort(await peer.next(), call)).toBe(true);
    data('late');
    await diary.closed();
    await quiet(() => peer.received.length);
    expect(peer.received).toEqual([]);
    expect(diary.events).toEqual(['close']);
    expect(releases()).toBe(1);
  });

  it('passes on the error it is destroyed with', async () => {
    const { stream, peer, call } = await openStream('read');
    const diary = new Diary(stream);
    const reason = new Error('changed my mind');
    stream.destroy(reason);
    expect(isAbort(await peer.next(), call)).toBe(true);
    await diary.closed();
    expect(diary.error).toBe(reason);
  });

  it('fails a pipeline with the error of the daemon', async () => {
    const { stream, peer, call, data } = await openStream('read');
    const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
    const failure = failureOf(pipeline(stream, sink));
    data('half');
    peer.send(streamPacket(call, status.error, refusal));
    expect((await failure).code).toBe(ErrorCode.OPERATION_FAILED);
    expect(sink.destroyed).toBe(true);
  });
});

describe('an unread stream', () => {
  it('stops reading from its connection, which stops the daemon, and continues when it is read', async () => {
    const { stream, peer, transport, data, endOfData, confirm } = await openStream('read');
    const piece = Buffer.alloc(65_536, 1);
    const total = 128;
    let sent = 0;
    const send = () => {
      while (!peer.duplex.writableNeedDrain && sent < total) {
        data(piece);
        sent++;
      }
    };
    peer.duplex.on('drain', send);
    send();
    await until('the transport is paused', () => transport.isPaused());
    await quiet(() => sent);
    expect(peer.duplex.writableNeedDrain).toBe(true);
    expect(sent).toBeLessThan(total / 4);
    expect(stream.readableLength).toBeLessThan((total / 4) * 65_536);

    const diary = new Diary(stream).read(stream);
    await until('everything is sent', () => sent === total);
    endOfData();
    confirm();
    await diary.closed();
    expect(diary.bytes).toHaveLength(total * 65_536);
    expect(diary.events).toEqual(['end', 'close']);
  });

  it('holds nothing up that a slow reader does not: what is read is followed by the next', async () => {
    const { stream, peer, data, endOfData, confirm } = await openStream('read');
    const count = 40;
    for (let index = 0; index < count; index++) data(Buffer.alloc(65_536, index));
    endOfData();
    confirm();
    const seen = new Set<number>();
    let size = 0;
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw new Error('not bytes');
      for (const byte of chunk) seen.add(byte);
      size += chunk.length;
    }
    expect(size).toBe(count * 65_536);
    expect([...seen]).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(peer.received).toHaveLength(1);
  });

  it('that is destroyed lets its connection go on', async () => {
    const { stream, peer, call, transport, client, data, confirm } = await openStream('read');
    for (let index = 0; index < 40; index++) data(Buffer.alloc(65_536));
    await until('the transport is paused', () => transport.isPaused());
    stream.destroy();
    expect(isAbort(await peer.next(), call)).toBe(true);
    client.end(new LibvirtError({ kind: 'closed', code: ErrorCode.INVALID_CONN, message: 'closing' }));
    confirm();
    await until('the peer sees the end', () => peer.ended);
    await until('the byte stream is closed', () => transport.destroyed);
  });
});

describe('a sparse stream being read', () => {
  it('delivers holes between the data', async () => {
    const { stream, peer, call, data, endOfData, confirm } = await openStream('read', { sparse: true });
    const diary = new Diary(stream).read(stream);
    data('a');
    peer.send(streamPacket(call, status.continue, hole('00000001 00000000'), type.hole));
    data('b');
    endOfData();
    confirm();
    await diary.closed();
    expect(diary.chunks).toEqual([Buffer.from('a'), new StreamHole(0x1_0000_0000n), Buffer.from('b')]);
    expect(diary.chunks[1]).toBeInstanceOf(StreamHole);
    expect(diary.events).toEqual(['end', 'close']);
  });

  it.each([
    ['of no bytes', hole('00000000 00000000')],
    ['of fewer than none', hole('ffffffff ffffffff')],
    ['that is cut short', hex('00000000 0000')],
  ])('refuses a hole %s as a breach of the protocol', async (_what, payload) => {
    const { stream, peer, call } = await openStream('read', { sparse: true });
    const diary = new Diary(stream).read(stream);
    peer.send(streamPacket(call, status.continue, payload, type.hole));
    await diary.closed();
    expect(diary.events).toEqual(['error', 'close']);
    expect(diary.error).toMatchObject({ kind: 'protocol' });
    expect(isAbort(await peer.next(), call)).toBe(true);
  });

  it('stops the daemon while it is not read', async () => {
    const { peer, call, transport } = await openStream('read', { sparse: true });
    for (let index = 0; index < 8; index++) {
      peer.send(streamPacket(call, status.continue, hole('00000000 00000001'), type.hole));
    }
    await until('the transport is paused', () => transport.isPaused());
  });
});

describe('a stream that was not opened as sparse', () => {
  it('refuses a hole as a breach of the protocol', async () => {
    const { stream, peer, call } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    peer.send(streamPacket(call, status.continue, hole('00000000 00000001'), type.hole));
    await diary.closed();
    expect(diary.error).toMatchObject({ kind: 'protocol', call: 'STORAGE_VOL_DOWNLOAD' });
    expect(isAbort(await peer.next(), call)).toBe(true);
  });
});
