import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { SimulatorFacts } from './facts.ts';

const ports = z.object({ http: z.int().min(1).max(65_535), https: z.int().min(1).max(65_535) });
type Ports = Readonly<z.output<typeof ports>>;

/** Below the range of ephemeral ports. */
const FIRST: readonly Ports[] = [
  { http: 8080, https: 8443 },
  { http: 18_080, https: 18_443 },
];
const MORE = Array.from({ length: 500 }, (_, index) => ({
  http: 20_080 + index * 20,
  https: 20_090 + index * 20,
}));

const fileIn = (stateDirectory: string): string => path.join(stateDirectory, 'ports.json');

const keptPorts = (stateDirectory: string): Promise<Ports | null> =>
  readFile(fileIn(stateDirectory), 'utf8').then(parsePorts, () => null);

/**
 * The simulator's ports, free now: those that it kept, because existing networks and machines contain its URLs, or any
 * while it has never answered; somebody else may have been faster at the ones of an earlier attempt.
 */
export async function ownPorts(stateDirectory: string, address: string): Promise<Ports> {
  const own = await keptPorts(stateDirectory);
  if (own === null) return firstFree(address);
  for (const port of [own.http, own.https]) {
    if (await isFree(address, port)) continue;
    const message = `Port ${port} of ${address} is in use by another program; the simulator keeps it, because its networks and nodes have it in their addresses.`;
    const fix = `Stop that program (find it with: ss -ltnp sport = :${port}); the simulator then starts by itself.`;
    throw new ConsoleError('port-in-use', message, { fix });
  }
  return own;
}

/** Those of a simulator that answers, from now on. Changes nothing when it has some already. */
export async function keepPorts(
  stateDirectory: string,
  { httpUrl, httpsUrl }: Pick<SimulatorFacts, 'httpUrl' | 'httpsUrl'>,
): Promise<void> {
  if ((await keptPorts(stateDirectory)) !== null) return;
  const used: Ports = { http: Number(new URL(httpUrl).port), https: Number(new URL(httpsUrl).port) };
  await writeFile(fileIn(stateDirectory), `${JSON.stringify(used)}\n`, { mode: 0o600 });
}

function parsePorts(text: string): Ports | null {
  try {
    return ports.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function firstFree(address: string): Promise<Ports> {
  for (const pair of [...FIRST, ...MORE]) {
    if ((await isFree(address, pair.http)) && (await isFree(address, pair.https))) return pair;
  }
  throw new Error(`no free ports on ${address} between 20080 and 30080`);
}

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: address }, () => server.close(() => resolve(true)));
  });
}
