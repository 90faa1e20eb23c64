import { pipeline, Writable, type Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { ConsoleError, ERROR_STATUS } from '../../lib/contract/error.ts';
import { SCREEN } from '../../lib/contract/presence.ts';
import type { TicketGrant } from '../core/access/api.ts';
import type { Core } from '../core/api.ts';
import { bytesOf, closeSocket } from './console-sockets.ts';
import { readFlowOf } from './read-flow.ts';
import { RfbFilter } from './rfb-filter.ts';
import type { Keys } from './rfb-keys.ts';
import { seatOf } from '../core/access/seat.ts';
import type { ConsoleAudit } from './console-audit.ts';

type Audit = Pick<ConsoleAudit, 'opened' | 'typed'>;

/** Clipboards included. */
export const MAX_VNC_MESSAGE = 1024 * 1024;

function refuse(socket: WebSocket, error: unknown, logger: Logger): void {
  if (error instanceof ConsoleError) {
    closeSocket(socket, 4000 + ERROR_STATUS[error.code], error.message);
    return;
  }
  logger.error({ err: error }, 'a screen failed unexpectedly');
  closeSocket(socket, 4500, 'Internal error; see the log of the console.');
}

/** Connects a viewer to a screen; each end waits while the other is slow, and closes when it closes. */
function join(socket: WebSocket, screen: Duplex, keys: Keys | null, audit: Audit): void {
  const filter = new RfbFilter(
    keys,
    (bytes) => socket.send(bytes),
    () => audit.typed(1),
  );
  const toViewer = new Writable({
    write: (chunk: Buffer, _encoding, sent) => socket.send(chunk, sent),
  });
  const reading = readFlowOf(socket);
  socket.on('message', (data) => {
    if (!filter.writable) return;
    if (!filter.write(bytesOf(data))) reading.hold('input');
  });
  filter.on('drain', () => reading.release('input'));
  pipeline(filter, screen, (error) => {
    screen.destroy();
    if (error instanceof ConsoleError) closeSocket(socket, 4000 + ERROR_STATUS[error.code], error.message);
  });
  pipeline(screen, toViewer, () => closeSocket(socket, 1000, 'The screen is gone.'));
  socket.once('close', () => {
    filter.destroy();
    screen.destroy();
  });
}

/** Recorded as opened only when there is a screen: a page keeps asking for one that is missing. */
export async function serveVnc(
  socket: WebSocket,
  { nodeId, nodeName, mode, identity }: TicketGrant,
  core: Core,
  logger: Logger,
  audit: Audit,
): Promise<void> {
  // What the viewer sends before the screen is connected must not be lost.
  const reading = readFlowOf(socket);
  reading.hold('input');
  try {
    const screen = await core.consoles.vnc(nodeId);
    if (socket.readyState !== socket.OPEN) {
      screen.destroy();
      return;
    }
    const place = { node: nodeId, nodeName, console: SCREEN };
    const attendance = core.presence.attend(place, seatOf(identity), { mayWrite: mode === 'write' });
    socket.once('close', () => attendance.leave());
    join(socket, screen, mode === 'write' ? attendance : null, audit);
    reading.release('input');
    audit.opened();
  } catch (error) {
    refuse(socket, error, logger);
  }
}
