import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { z } from 'zod';
import { bundled } from './bundled.ts';

const account = z.object({ username: z.string(), password: z.string() });
const Ready = z.object({
  httpUrl: z.string(),
  httpsUrl: z.string(),
  cluster: z.string(),
  project: z.string(),
  apiAccount: account,
  onboardingAccount: account,
  adminToken: z.string(),
  authority: z.string(),
  bootUrl: z.string().optional(),
  bootAuthority: z.string().optional(),
  secureBootCertificate: z.string().optional(),
});
type Facts = z.infer<typeof Ready>;

export interface SimulatorOptions {
  readonly listen?: string;
  /** `built`: the artefact builder's output; otherwise placeholder files that cannot boot. */
  readonly artefacts?: 'built' | 'empty';
  readonly heartbeatSeconds?: number;
  /** Further command-line arguments. */
  readonly args?: readonly string[];
}

/** The folder of the artefacts, which are built if necessary. */
export async function builtArtefacts(): Promise<string> {
  const args = [await bundled('simulator/src/artefacts/main.ts'), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return z.object({ directory: z.string() }).parse(JSON.parse(stdout)).directory;
}

/** The real simulator, with its own process and state directory. */
export class SimulatorProcess implements AsyncDisposable {
  readonly facts: Facts;
  #child: ChildProcess;
  readonly #directory: string;
  readonly #args: readonly string[];

  private constructor({ child, facts }: Started, directory: string, args: readonly string[]) {
    this.#child = child;
    this.#directory = directory;
    this.#args = args;
    this.facts = facts;
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatorProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'ven-simulator-'));
    const args = argumentsFor(options, await artefactsIn(directory, options), directory);
    try {
      return new SimulatorProcess(await launch(args), directory, args);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** Ends it as if its machine had gone down. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.exitCode === null && this.#child.signalCode === null && this.#child.kill('SIGTERM'))
      await ended;
  }

  /** Restarts it after `stop`, with the same addresses and state. */
  async startAgain(): Promise<void> {
    const { port: http } = new URL(this.facts.httpUrl);
    const { port: https } = new URL(this.facts.httpsUrl);
    const { child } = await launch([...this.#args, '--http-port', http, '--https-port', https]);
    this.#child = child;
  }

  /** Switches on a fault of the orchestrator. */
  async scenario(
    name: string,
    parameters: Readonly<Record<string, unknown>> = {},
    limits: object = {},
  ): Promise<void> {
    await this.#admin('POST', '', { name, parameters, ...limits });
  }

  async knownScenarios(): Promise<string[]> {
    const known = z.object({ known: z.array(z.object({ name: z.string() })) });
    return known.parse(await this.#admin('GET', '')).known.map(({ name }) => name);
  }

  async clearScenarios(): Promise<void> {
    await this.#admin('DELETE', '');
  }

  /** Sends a request of a device or agent over plain HTTP. */
  async guest(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const response = await fetch(`${this.facts.httpUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #admin(method: string, query: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.facts.httpUrl}/admin/scenarios${query}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.facts.adminToken}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} scenarios: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly facts: Facts;
}

async function launch(args: readonly string[]): Promise<Started> {
  const program = await bundled('simulator/src/main.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const line = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line').then(([first]: unknown[]) => String(first)),
      once(child, 'exit').then(([code]: unknown[]) => {
        throw new Error(`the simulator ended with code ${String(code)}`);
      }),
    ]);
    return { child, facts: Ready.parse(JSON.parse(line)) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

function argumentsFor(options: SimulatorOptions, artefacts: string | null, directory: string): string[] {
  const { listen = '127.0.0.1', heartbeatSeconds = 1 } = options;
  return [
    ...['serve', '--json', '--listen', listen],
    ...['--http-port', '0', '--https-port', '0', '--heartbeat', String(heartbeatSeconds)],
    ...['--state', join(directory, 'state')],
    ...(artefacts === null ? [] : ['--artefacts', artefacts]),
    ...(options.args ?? []),
  ];
}

const NAMES = [
  'signed_ipxe.efi',
  'vmlinuz-x86_64',
  'initramfs-x86_64',
  'ipxe-disk.raw',
  'ubuntu.raw.gz',
  'microvisor.raw.gz',
];

/** Small files under the names of the real ones; null: the simulator's own. */
async function artefactsIn(directory: string, { artefacts }: SimulatorOptions): Promise<string | null> {
  if (artefacts === 'built') return null;
  const folder = join(directory, 'artefacts');
  await mkdir(folder);
  const entries = [];
  for (const name of NAMES) {
    // Begins like an EFI program, and is larger than an error page.
    const bytes = name.endsWith('.efi') ? Buffer.alloc(60_000, 'MZ') : Buffer.from(name);
    await writeFile(join(folder, name), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    entries.push({ name, bytes: bytes.length, sha256, uncompressed: { bytes: bytes.length, sha256 } });
  }
  const manifest = { key: 'test', kernelVersion: '0', sourcePackages: [], artefacts: entries };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
