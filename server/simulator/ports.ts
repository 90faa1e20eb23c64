import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../lib/contract/error.ts';

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

/**
 * The simulator's ports: free ones the first time, the same ones afterwards, because existing networks and machines
 * contain its URLs.
 */
async function lastingPorts(stateDirectory: string, address: string): Promise<Ports> {
  const file = path.join(stateDirectory, 'ports.json');
  const known = await readFile(file, 'utf8').then(parsePorts, () => null);
  if (known !== null) return known;
  const chosen = await firstFree(address);
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(chosen)}\n`, { mode: 0o600 });
  return chosen;
}

/** As above, and free now. */
export async function ownPorts(stateDirectory: string, address: string): Promise<Ports> {
  const own = await lastingPorts(stateDirectory, address);
  for (const port of [own.http, own.https]) {
    if (await isFree(address, port)) continue;
    const message = `Port ${port} of ${address} is in use by another program; the simulator keeps it, because its networks and nodes have it in their addresses.`;
    const fix = `Stop that program (find it with: ss -ltnp sport = :${port}); the simulator then starts by itself.`;
    throw new ConsoleError('port-in-use', message, { fix });
  }
  return own;
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
