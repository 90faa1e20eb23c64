import headless from '@xterm/headless';
import { WebSocket } from 'ws';
import { SERIAL_FRAME_HEADER, serialDown, ticket, ticketProtocol } from '../../lib/contract/live.ts';
import { addLongBoot } from '../replay/long-boot.ts';
import type { Product } from './product.ts';
import { row, type Row } from './table.ts';

const MEBIBYTES = 10;
const REPEATS = 10;
/** As in the page. */
const SCROLLBACK = 50_000;

/**
 * A viewer that comes to a console with 10 MB of history: until a terminal shows its end, with a snapshot and, in turns, with
 * everything that was printed.
 */
export async function attach(product: Product): Promise<Row[]> {
  await product.rest.call('POST', '/orchestrators', { name: 'bench-attach', kind: 'none' });
  const { nodes, operations } = await product.rest.create({
    ...{ name: 'bench-attach', orchestrator: 'bench-attach', bootSource: { kind: 'disk' }, start: false },
  });
  await Promise.all(operations.map(({ id }) => product.rest.finished(id)));
  const [node] = nodes;
  if (node === undefined) throw new Error('no node was made');
  try {
    const { boot, markAt } = await addLongBoot(product.serving.dataDir, node.id, MEBIBYTES);
    const last = markAt(1).text;
    const rows = (index: number) => ({ columns: 120, rows: 30 + index });
    const first = await shown(product, node.id, boot, last, rows(0));
    const later: number[] = [];
    const all: number[] = [];
    const sizes: number[] = [];
    for (let turn = 0; turn < REPEATS; turn++) {
      later.push(await shown(product, node.id, boot, last, rows(0)));
      all.push(await shown(product, node.id, boot, last));
      sizes.push(await shown(product, node.id, boot, last, rows(turn + 1)));
    }
    return [
      row(`attach to ${MEBIBYTES} MiB: the first of all`, [first], undefined),
      row('… with a terminal of another size; floor: all of it', sizes, all),
      row('… with one of a size seen before', later, all),
    ];
  } finally {
    await product.rest.delete(node.id);
  }
}

async function shown(
  { rest, serving }: Product,
  node: string,
  boot: number,
  last: string,
  screen?: { readonly columns: number; readonly rows: number },
): Promise<number> {
  const began = performance.now();
  const permit = ticket.parse(await rest.call('POST', '/tickets', { node, kind: 'serial', mode: 'read' }));
  const protocols = ['ven.serial.v1', ticketProtocol(permit.ticket)];
  const socket = new WebSocket(`${serving.url.replace(/^http/, 'ws')}/ws/serial`, protocols, {
    headers: { origin: serving.url, authorization: rest.authorization },
  });
  const terminal = new headless.Terminal({
    ...{ cols: screen?.columns ?? 120, rows: screen?.rows ?? 30, scrollback: SCROLLBACK },
    allowProposedApi: true,
  });
  const isShown = () =>
    Array.from({ length: terminal.rows }, (_, row) =>
      terminal.buffer.active.getLine(terminal.buffer.active.baseY + row)?.translateToString(),
    ).some((line) => line?.includes(last));
  await new Promise<void>((resolve, reject) => {
    const drawn = () => {
      if (isShown()) resolve();
    };
    socket.on('error', reject);
    socket.on('open', () => {
      const subscription = { type: 'subscribe', boot, from: 'start', follow: false, screen };
      socket.send(JSON.stringify(subscription));
    });
    socket.on('message', (data: Buffer, binary) => {
      if (binary) {
        const bytes = data.subarray(SERIAL_FRAME_HEADER);
        const offset = Number(data.readBigUInt64BE()) + bytes.length;
        terminal.write(bytes, () => {
          socket.send(JSON.stringify({ type: 'ack', offset }));
          drawn();
        });
        return;
      }
      const message = serialDown.parse(JSON.parse(data.toString()));
      if (message.type === 'snapshot') terminal.write(message.data, drawn);
    });
  });
  const took = performance.now() - began;
  socket.terminate();
  terminal.dispose();
  return took;
}
