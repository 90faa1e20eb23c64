// The thread that fills and asks the index: SQLite computes without a pause, which would delay consoles.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { messageOf } from '../../../lib/contract/error.ts';
import { IndexFullError, IndexRenewedError, LocalIndexEngine } from './index-engine.ts';
import type { Call, Failure, Reply } from './worker-engine.ts';

/** On Linux this is the priority of this thread: consoles come first. */
const PRIORITY = 5;

const { dataDir } = z.object({ dataDir: z.string() }).parse(workerData);
const engine = new LocalIndexEngine({ dataDir });

try {
  setPriority(0, PRIORITY);
} catch {
  // Some containers do not allow it; then it is like the others.
}

async function valueOf(call: Call): Promise<unknown> {
  switch (call.name) {
    case 'open':
      return engine.open();
    case 'step':
      return engine.step(call.argument);
    case 'forget':
      return engine.forget(call.argument);
    case 'find':
      return engine.find(call.argument);
    case 'close':
      return engine.close();
  }
}

function kindOf(error: unknown): Failure['kind'] {
  if (error instanceof IndexRenewedError) return 'renewed';
  return error instanceof IndexFullError ? 'full' : 'other';
}

parentPort?.on('message', (call: Call) => {
  const answer = (reply: Reply) => parentPort?.postMessage(reply);
  valueOf(call).then(
    (value) => answer({ id: call.id, value }),
    (error: unknown) => answer({ id: call.id, failure: { kind: kindOf(error), message: messageOf(error) } }),
  );
});
