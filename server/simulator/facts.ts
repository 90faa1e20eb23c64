import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const account = z.object({ username: z.string(), password: z.string() });

/** What a running simulator reports about itself. */
const simulatorFacts = z.object({
  pid: z.int().positive(),
  addresses: z.array(z.string()),
  httpUrl: z.url(),
  httpsUrl: z.url(),
  cluster: z.string(),
  project: z.string(),
  apiAccount: account,
  onboardingAccount: account,
  adminToken: z.string(),
  /** PEM of its CA. */
  authority: z.string(),
  /** PEM of what it signs with; one of an earlier version signs nothing. */
  secureBootCertificate: z.string().optional(),
  /** Why it cannot serve addresses that this machine has, phrased to follow "it". */
  blocked: z.array(z.string()).default([]),
});
export type SimulatorFacts = Readonly<z.output<typeof simulatorFacts>>;

const ANSWER_MS = 3000;

/** The simulator running with this state directory, if any: its file exists, it is alive, and its answers match. */
export async function runningSimulator(stateDirectory: string): Promise<SimulatorFacts | null> {
  const facts = await writtenFacts(stateDirectory);
  if (facts === null || !isAlive(facts.pid)) return null;
  return (await answers(facts)) ? facts : null;
}

/** The facts that the simulator has written into this state directory. */
export async function writtenFacts(stateDirectory: string): Promise<SimulatorFacts | null> {
  try {
    const content: unknown = JSON.parse(await readFile(path.join(stateDirectory, 'endpoint.json'), 'utf8'));
    return simulatorFacts.safeParse(content).data ?? null;
  } catch {
    return null;
  }
}

/** Another program may have its process id or its port by now, but not its CA and its token. */
async function answers({ httpUrl, adminToken, authority }: SimulatorFacts): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const headers = { authorization: `Bearer ${adminToken}` };
  try {
    const certificate = await fetch(`${httpUrl}/tink-stack/keys/Full_server.crt`, { signal, headers });
    return (await certificate.text()).trim() === authority.trim();
  } catch {
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
