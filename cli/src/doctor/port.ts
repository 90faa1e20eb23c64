import { createConnection } from 'node:net';
import { fail, ok, type Verdict, warn } from '../../../lib/host-rules/verdict.mjs';
import type { Environment } from '../session/settings.ts';

const ANSWER_WITHIN = 3000;
const HOST = '127.0.0.1';

/** Whether a console could be started here, or answers already. */
export async function checkPort(env: Environment): Promise<Verdict> {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail(
      `PORT is "${env.PORT ?? ''}", which is no port`,
      'Set PORT to a number from 1 to 65535, or not at all.',
    );
  }
  if (!(await isTaken(port))) return ok(`${port} is free`);
  const answers = await fetch(`http://${HOST}:${port}/healthz`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  }).then(
    (response) => response.ok,
    () => false,
  );
  if (answers) return ok(`the console answers on ${port}`);
  return warn(
    `another program listens on ${port}`,
    `PORT=${port + 1} npm start   # gives the console another port`,
  );
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: HOST });
    const finish = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.setTimeout(ANSWER_WITHIN, () => finish(true));
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}
