import { expect, it } from 'vitest';
import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { daemonError } from '../testing/daemon-error.ts';
import { status, streamPacket } from '../testing/peer.ts';
import type { StreamLine } from '../testing/stream-line.ts';
import { isAbort, openStream } from '../testing/stream-line.ts';
import { quiet, until } from '../testing/waiting.ts';

const closing = () => new LibvirtError({ kind: 'closed', code: ErrorCode.INVALID_CONN, message: 'closing' });

/** libvirtd 11.3 can lock up for every client when the connection is gone before it has answered an abort. */
async function aborted(give: (line: StreamLine) => void): Promise<StreamLine> {
  const line = await openStream('both');
  line.stream.on('error', () => undefined);
  give(line);
  expect(isAbort(await line.peer.next(), line.call)).toBe(true);
  await quiet(() => line.peer.received.length);
  return line;
}

const ways: [string, (line: StreamLine) => void][] = [
  [
    'destroyed, then its connection ended',
    ({ stream, client }) => {
      stream.destroy();
      client.end(closing());
    },
  ],
  ['open when its connection is ended', ({ client }) => client.end(closing())],
  [
    'unread when its connection is ended',
    ({ client, data }) => {
      for (let index = 0; index < 40; index++) data(Buffer.alloc(65_536));
      client.end(closing());
    },
  ],
];

it.each(ways)('the connection of a stream that is %s closes behind the answer', async (_way, give) => {
  const { client, peer, call, transport, data, confirm } = await aborted(give);
  expect(client.ended?.kind).toBe('closed');
  data('still under way');
  peer.send(streamPacket(call, status.continue));
  await quiet(() => transport.readableLength);
  expect(peer.ended).toBe(false);
  confirm();
  await until('the peer sees the end', () => peer.ended, 1000);
  await client.hungUp;
});

it('an error of the daemon is an answer as well', async () => {
  const { peer, call } = await aborted(({ client }) => client.end(closing()));
  expect(peer.ended).toBe(false);
  peer.send(streamPacket(call, status.error, daemonError()));
  await until('the peer sees the end', () => peer.ended, 1000);
});

it('a daemon that is gone is not waited for', async () => {
  const { peer, client, transport } = await aborted(({ client }) => client.end(closing()));
  peer.die();
  await client.hungUp;
  await until('the byte stream is closed', () => transport.destroyed);
});

it('a daemon that never answers is given up after a while', async () => {
  const { client, peer } = await aborted(({ client }) => client.end(closing()));
  await client.hungUp;
  await until('the peer sees the end', () => peer.ended);
});
