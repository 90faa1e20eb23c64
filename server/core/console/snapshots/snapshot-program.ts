// The thread that draws logs: consoles must not wait for it, and what a guest prints must not stop them.
import { parentPort } from 'node:worker_threads';
import { modesOf } from './modes.ts';
import type { DrawRequest, TerminalSnapshot } from './snapshot.ts';
import { SnapshotTerminal } from './snapshot-terminal.ts';

async function draw({
  size,
  previous,
  earlier,
  bytes,
  offset,
}: DrawRequest): Promise<TerminalSnapshot | null> {
  const terminal = new SnapshotTerminal(size, previous?.from ?? offset);
  try {
    if (previous !== null) await terminal.restore(previous);
    if (earlier !== null) await terminal.prepare(modesOf(earlier));
    return await terminal.draw(bytes, offset);
  } finally {
    terminal.dispose();
  }
}

let queue = Promise.resolve();
parentPort?.on('message', (request: DrawRequest & { readonly id: number }) => {
  queue = queue
    .then(() => draw(request))
    .catch(() => null)
    .then((snapshot) => parentPort?.postMessage({ id: request.id, snapshot }));
});
