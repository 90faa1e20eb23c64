import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { SerialDown } from '../../lib/contract/live.ts';
import { consoleNameOf } from '../../lib/contract/presence.ts';
import { showsBoot } from '../../lib/domain/share/scope.ts';
import type { Identity, TicketGrant } from '../core/access/api.ts';
import type { Core } from '../core/api.ts';
import { bytesOf, CLOSED_POLICY, closeSocket } from './console-sockets.ts';
import { readFlowOf } from './read-flow.ts';
import { watchInputRefusal } from './input-refusal.ts';
import { seatOf } from '../core/access/seat.ts';
import { SerialViewer } from './serial-viewer.ts';

/** An input of 65,536 characters, each escaped in JSON. */
export const MAX_SERIAL_MESSAGE = 512 * 1024;

/** Close codes of a viewer that leaves: from a program, from a page that is left, and without a code. */
const CLEAN_CLOSES: readonly number[] = [1000, 1001, 1005];

/** Guests of a share link see no boot that was over when it was made. */
function requireShared({ actor: { share } }: Identity, nodeId: string, boot: number | undefined): void {
  if (share === undefined || boot === undefined || showsBoot(share, nodeId, boot)) return;
  throw new ConsoleError('not-found', `This link does not show boot ${boot}.`, {
    fix: 'Follow the current one.',
  });
}

/** Shows a serial port to a viewer, and lets it type if its ticket says so. */
export function serveSerial(
  socket: WebSocket,
  grant: TicketGrant,
  core: Core,
  logger: Logger,
  onInput: (bytes: number) => void,
): void {
  const { nodeId, nodeName, port, mode, identity } = grant;
  const { consoles } = core;
  const tell = (message: SerialDown): void => socket.send(JSON.stringify(message));
  const attendance = core.presence.attend(
    { node: nodeId, nodeName, console: consoleNameOf('serial', port) },
    seatOf(identity),
    { mayWrite: mode === 'write', tell },
  );
  const viewer = new SerialViewer({
    source: {
      open: async (boot) => {
        requireShared(identity, nodeId, boot);
        return consoles.open(nodeId, port, boot);
      },
      snapshot: (opened, size) => consoles.snapshot(nodeId, port, opened, size),
      onBoot: (listener) => consoles.onBoot(nodeId, listener),
    },
    ...(mode === 'write'
      ? {
          drive: () => attendance.drive(),
          type: (text: string) => {
            onInput(Buffer.byteLength(text));
            return consoles.write(nodeId, port, text, identity.actor);
          },
        }
      : {}),
    show: (shown) => attendance.show(shown),
    send: (data) =>
      new Promise((resolve, reject) => {
        socket.send(data, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    reading: readFlowOf(socket),
    isOpen: () => socket.readyState === socket.OPEN,
    refuse: () =>
      closeSocket(socket, CLOSED_POLICY, 'Too many messages that are not understood or not allowed.'),
    logger,
  });
  socket.on('message', (data, binary) => {
    // Messages after the close are read and dropped.
    if (socket.readyState !== socket.OPEN) return;
    if (binary) closeSocket(socket, 1003, 'Only text messages are understood here.');
    else viewer.receive(bytesOf(data).toString());
  });
  // Guests cannot type, and what a host says about it is none of their business.
  if (identity.actor.share === undefined)
    socket.once('close', watchInputRefusal(core, { nodeId, port }, tell));
  socket.once('close', (code) => {
    attendance.show(false);
    // What a script has piped in may still be on its way.
    void viewer.close({ goodbye: CLEAN_CLOSES.includes(code) }).finally(() => attendance.leave());
  });
}
