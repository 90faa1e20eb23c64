import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { messageOf } from '../../lib/contract/error.ts';
import type { Reach } from './consoles/reach.ts';

const PATIENCE_MS = 10_000;

/** Whether a web server answers what `reach` connects to: true, or why not. Whose certificate it has is not asked. */
export async function reaches(url: URL, reach: Reach, given: AbortSignal): Promise<true | string> {
  const signal = AbortSignal.any([given, AbortSignal.timeout(PATIENCE_MS)]);
  const isTls = url.protocol === 'https:';
  const target = { host: url.hostname, port: Number(url.port) || (isTls ? 443 : 80) };
  try {
    const { duplex, why } = await reach(target, signal);
    duplex.on('error', () => undefined);
    try {
      await (isTls ? shakesHands(duplex, signal) : answers(duplex, target.host, signal));
      return true;
    } catch (error) {
      duplex.destroy();
      const reason = signal.aborted ? null : await why();
      return reason?.message ?? (signal.aborted ? 'no answer within 10 s' : messageOf(error));
    } finally {
      duplex.destroy();
    }
  } catch (error) {
    return messageOf(error);
  }
}

async function shakesHands(socket: Duplex, signal: AbortSignal): Promise<void> {
  const secure = connect({ socket, rejectUnauthorized: false });
  try {
    await once(secure, 'secureConnect', { signal });
  } finally {
    secure.on('error', () => undefined).destroy();
  }
}

async function answers(socket: Duplex, host: string, signal: AbortSignal): Promise<void> {
  socket.write(`HEAD / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  await once(socket, 'data', { signal });
}
