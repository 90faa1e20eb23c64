import { describe, expect, it } from 'vitest';
import { LibvirtError } from '../error.ts';
import { hex } from '../testing/bytes.ts';
import { status, streamPacket, type } from '../testing/peer.ts';
import { Diary, openStream } from '../testing/stream-line.ts';
import { quiet, turn, until } from '../testing/waiting.ts';
import { StreamHole } from './stream.ts';

/** What a stream makes of a peer, or a caller, that does not keep to the rules. */

describe('data behind the end of the data', () => {
  it('is a breach of the protocol in a stream of both directions', async () => {
    const { stream, data, endOfData } = await openStream('both');
    const diary = new Diary(stream).read(stream);
    endOfData();
    data('more');
    await diary.closed();
    expect(diary.error).toBeInstanceOf(LibvirtError);
  });

  it('is a breach of the protocol in a stream that is read', async () => {
    const { stream, data, endOfData, confirm } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    endOfData();
    data('more');
    confirm();
    await diary.closed();
    expect(diary.error).toMatchObject({ kind: 'protocol' });
  });
});

describe('a stream packet with an unknown status', () => {
  it('is a breach of the protocol, not data', async () => {
    const { stream, peer, call } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    peer.send(streamPacket(call, 7, Buffer.from('x')));
    await until('it has been looked at', () => diary.chunks.length + diary.events.length > 0);
    expect(diary.error).toMatchObject({ kind: 'protocol' });
  });
});

describe('a hole that cannot be sent', () => {
  it('fails the stream as invalid instead of throwing into unrelated code', async () => {
    const { stream } = await openStream('write', { sparse: true });
    const diary = new Diary(stream);
    stream.write(new StreamHole(2n ** 63n));
    await until('the stream has failed', () => diary.error !== undefined, 300);
    expect(diary.error).toMatchObject({ kind: 'invalid' });
  });

  it('of fewer than no bytes is refused as invalid', async () => {
    const { stream, peer } = await openStream('write', { sparse: true });
    const diary = new Diary(stream);
    stream.write(new StreamHole(-5n));
    await quiet(() => peer.received.length);
    expect(peer.received.filter((packet) => packet.type === type.hole)).toEqual([]);
    expect(diary.error).toMatchObject({ kind: 'invalid' });
  });
});

describe('ending a stream of both directions', () => {
  it('is confirmed even if the data before the confirmation is not read', async () => {
    const { stream, data, confirm, transport } = await openStream('both');
    const diary = new Diary(stream);
    for (let index = 0; index < 40; index++) data(Buffer.alloc(65_536));
    await until('the transport is paused', () => transport.isPaused());
    stream.end();
    confirm();
    await until('it is finished', () => diary.events.includes('finish'), 300);
  });
});

describe('a daemon that keeps sending after the end was requested', () => {
  it('does not fill the memory, even without a reader', async () => {
    const { stream, peer, data } = await openStream('both');
    new Diary(stream);
    stream.end();
    await peer.next();
    for (let index = 0; index < 1024 && !stream.destroyed; index++) {
      data(Buffer.alloc(65_536));
      await turn();
    }
    expect(stream.readableLength).toBeLessThan(32 << 20);
  });
});

describe('an unsolicited confirmation', () => {
  it.each(['read', 'write', 'both'] as const)(
    'is a breach of the protocol in a stream of direction «%s»',
    async (direction) => {
      const { stream, confirm, releases } = await openStream(direction);
      const diary = new Diary(stream).read(stream);
      confirm();
      await diary.closed();
      expect(diary.events).toEqual(['error', 'close']);
      expect(diary.error).toMatchObject({ kind: 'protocol' });
      expect(releases()).toBe(1);
    },
  );
});

describe('a stream that is confirmed but not read to its end', () => {
  it.each([
    ['data', status.continue, '61'],
    ['the end of the data', status.continue, ''],
    ['a second confirmation', status.ok, ''],
    ['an error', status.error, ''],
  ])('is not disturbed by %s', async (_what, packetStatus, payload) => {
    for (const direction of ['read', 'both'] as const) {
      const { stream, peer, call, data, endOfData, confirm } = await openStream(direction);
      data('complete');
      if (direction === 'read') endOfData();
      else stream.end();
      await until('it is finishing', () => peer.received.length === 1);
      confirm();
      peer.send(streamPacket(call, packetStatus, hex(payload)));
      await quiet(() => stream.readableLength);
      const diary = new Diary(stream).read(stream);
      await diary.closed();
      expect(diary.bytes.toString()).toBe('complete');
      expect(diary.error).toBeUndefined();
    }
  });
});

describe('packets for a stream that is over', () => {
  it.each([
    ['a second confirmation', status.ok, ''],
    ['data', status.continue, '61'],
    ['an error', status.error, ''],
    ['an error that cannot be read', status.error, 'ff'],
  ])('(%s) are dropped', async (_what, packetStatus, payload) => {
    const { stream, peer, client, call, endOfData, confirm, releases } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    endOfData();
    confirm();
    await diary.closed();
    peer.send(streamPacket(call, packetStatus, hex(payload)));
    await turn();
    await turn();
    expect(diary.events).toEqual(['end', 'close']);
    expect(client.ended).toBeUndefined();
    expect(releases()).toBe(1);
  });

  it('in the same chunk as its error are dropped', async () => {
    const { stream, peer, call, releases } = await openStream('read');
    const diary = new Diary(stream).read(stream);
    const error = streamPacket(call, status.error, hex('00000001'));
    peer.send(Buffer.concat([error, error, streamPacket(call, status.continue, hex('61'))]));
    await diary.closed();
    expect(diary.events).toEqual(['error', 'close']);
    expect(diary.error).toMatchObject({ kind: 'protocol', call: 'STORAGE_VOL_DOWNLOAD' });
    expect(diary.chunks).toEqual([]);
    expect(releases()).toBe(1);
  });
});
