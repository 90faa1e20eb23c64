import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { ConsoleError, messageOf } from '../../lib/contract/error.ts';
import { Listeners } from '../../lib/listeners.ts';
import { isAlive, runningSimulator, type SimulatorFacts, writtenFacts } from './facts.ts';
import { keepPorts, ownPorts } from './ports.ts';
import { type SimulatorProgram, simulatorProgram } from './program.ts';

interface KeeperLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface SupervisorOptions {
  readonly dataDirectory: string;
  /** The first one must exist; the others, such as the gateway of the nodes' network, may come and go. */
  readonly addresses: readonly [string, ...string[]];
  /** Further ones that it begins with, see `listenAlso`. */
  readonly also?: readonly string[];
  readonly logger: KeeperLog;
  readonly program?: SimulatorProgram;
}

/**
 * `facts` is null while none answers. `reason` explains why, or why nodes cannot reach the one that answers; `fix`
 * describes the remedy.
 */
export interface SimulatorState {
  readonly facts: SimulatorFacts | null;
  readonly reason: string | null;
  readonly fix: string | null;
}

export interface SimulatorSupervisor {
  readonly state: SimulatorState;
  /** The log of the simulator's process. */
  readonly logFile: string;
  /** Resolves when one answers. Rejects when the supervisor is closed, or the signal aborted, before. */
  facts(givenUp?: AbortSignal): Promise<SimulatorFacts>;
  onChange(listener: (state: SimulatorState) => void): () => void;
  /** Beside its own addresses; a simulator that listens elsewhere is replaced by one that listens at these. */
  listenAlso(addresses: readonly string[]): void;
  /** Also ends the simulator. Without this call the simulator keeps running, and the next supervisor finds it. */
  close(): Promise<void>;
}

const LOOK_MS = 250;
/** Checking whether it is alive is cheap; its file is read less often. */
const LOOKS_A_READ = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** After running this long, it no longer counts as failing at its start. */
const STEADY_MS = 30_000;
const PATIENCE_MS = 10_000;
const LARGEST_LOG = 4 * 1024 * 1024;

/** The environment that the simulator and its tools need, without the server's secrets. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/**
 * Keeps one simulator running, as a separate process that outlives a killed server: nodes continue their installation,
 * and the next server finds the simulator by the file it writes.
 */
export function superviseSimulator(options: SupervisorOptions): SimulatorSupervisor {
  const supervisor = new Keeper(options);
  supervisor.start();
  return supervisor;
}

class Keeper implements SimulatorSupervisor {
  readonly logFile: string;
  readonly #options: SupervisorOptions;
  readonly #stateDirectory: string;
  readonly #closing = new AbortController();
  readonly #listeners = new Listeners<SimulatorState>();
  #addresses: readonly [string, ...string[]];
  #state: SimulatorState = { facts: null, reason: null, fix: null };
  #loop: Promise<void> = Promise.resolve();
  /** The process that this supervisor started; perhaps not ready yet. */
  #pid: number | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#addresses = options.addresses;
    this.listenAlso(options.also ?? []);
    this.#stateDirectory = path.join(options.dataDirectory, 'simulator');
    this.logFile = path.join(this.#stateDirectory, 'simulator.log');
  }

  get state(): SimulatorState {
    return this.#state;
  }

  start(): void {
    this.#loop = this.#keep();
  }

  facts(givenUp?: AbortSignal): Promise<SimulatorFacts> {
    return new Promise((resolve, reject) => {
      const closing = this.#closing.signal;
      const signal = givenUp === undefined ? closing : AbortSignal.any([closing, givenUp]);
      const settle = (state: SimulatorState) => {
        if (state.facts === null && !signal.aborted) return;
        stop();
        signal.removeEventListener('abort', give);
        if (state.facts !== null) resolve(state.facts);
        else reject(new ConsoleError('interrupted', 'The simulator is being stopped.'));
      };
      const give = () => settle(this.#state);
      const stop = this.onChange(settle);
      signal.addEventListener('abort', give, { once: true });
      give();
    });
  }

  onChange(listener: (state: SimulatorState) => void): () => void {
    return this.#listeners.add(listener);
  }

  listenAlso(more: readonly string[]): void {
    const [first, ...others] = this.#options.addresses;
    const further = new Set([...others, ...more]);
    further.delete(first);
    this.#addresses = [first, ...further];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
    const pid = this.#state.facts?.pid ?? this.#pid;
    if (pid !== null) await this.#end(pid);
    this.#set({ facts: null, reason: 'It was stopped.', fix: null });
    this.#listeners.clear();
  }

  /** Until the supervisor is closed: finds or starts a simulator, watches it, and repeats when it has ended. */
  async #keep(): Promise<void> {
    let rest = FIRST_PAUSE_MS;
    while (!this.#isClosing()) {
      const began = performance.now();
      try {
        const facts = (await this.#find()) ?? (await this.#launch());
        if (facts === null) break;
        // Before anybody learns of its URLs.
        await keepPorts(this.#stateDirectory, facts);
        this.#set({ facts, ...hindrance(facts) });
        await this.#watch(facts);
        if (this.#isClosing()) break;
        // The next look replaces it.
        if (!this.#servesAll(facts)) continue;
        throw new Error('The simulator ended.');
      } catch (error) {
        const reason = messageOf(error);
        const fix =
          error instanceof ConsoleError
            ? error.fix
            : `It is started again by itself; its log is ${this.logFile}.`;
        this.#set({ facts: null, reason, fix });
        if (performance.now() - began > STEADY_MS) rest = FIRST_PAUSE_MS;
        this.#options.logger.warn({ reason, rest }, 'simulator is not running; starting it again');
        await this.#sleep(rest);
        rest = Math.min(rest * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Until it ends, we are closed, or it is to listen elsewhere: what keeps it from its later addresses changes while it runs. */
  async #watch(found: SimulatorFacts): Promise<void> {
    const { pid } = found;
    for (let look = 1; isAlive(pid) && !this.#isClosing() && this.#servesAll(found); look++) {
      await this.#sleep(LOOK_MS);
      const facts = look % LOOKS_A_READ === 0 ? await writtenFacts(this.#stateDirectory) : null;
      const known = this.#state.facts?.blocked.join();
      if (facts?.pid === pid && facts.blocked.join() !== known) this.#set({ facts, ...hindrance(facts) });
    }
  }

  /** A simulator of an earlier server. If it does not serve the required addresses, it is replaced by one that does. */
  async #find(): Promise<SimulatorFacts | null> {
    const facts = await runningSimulator(this.#stateDirectory);
    if (facts === null) return null;
    if (this.#servesAll(facts)) {
      this.#options.logger.info({ pid: facts.pid }, 'found the simulator of an earlier server');
      return facts;
    }
    await this.#end(facts.pid);
    return null;
  }

  /** Null when the supervisor is closed meanwhile. */
  async #launch(): Promise<SimulatorFacts | null> {
    const pid = await this.#spawn();
    this.#pid = pid;
    while (!this.#isClosing()) {
      const found = await runningSimulator(this.#stateDirectory);
      if (found?.pid === pid) return found;
      if (!isAlive(pid)) {
        this.#pid = null;
        throw new Error(`The simulator ended before it was ready: ${this.#lastWords()}`);
      }
      await this.#sleep(LOOK_MS);
    }
    return null;
  }

  async #spawn(): Promise<number> {
    const { program = simulatorProgram() } = this.#options;
    const addresses = this.#addresses;
    const { http, https } = await ownPorts(this.#stateDirectory, addresses[0]);
    mkdirSync(this.#stateDirectory, { recursive: true, mode: 0o700 });
    if ((statSync(this.logFile, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG)
      truncateSync(this.logFile);
    const [command, ...first] = program.command;
    const args = [
      ...first,
      'serve',
      ...addresses.flatMap((address) => ['--listen', address]),
      ...['--state', this.#stateDirectory, '--http-port', String(http), '--https-port', String(https)],
      ...(program.artefacts === null ? [] : ['--artefacts', program.artefacts]),
      '--json',
    ];
    const log = openSync(this.logFile, 'a', 0o600);
    try {
      // A separate process group without a pipe to this process: neither Ctrl-C nor the server's end reaches it.
      const child = spawn(command, args, {
        detached: true,
        stdio: ['ignore', 'ignore', log],
        env: environment(),
      });
      child.on('error', () => undefined);
      child.unref();
      if (child.pid === undefined) throw new Error(`${command} cannot be started`);
      this.#options.logger.info({ pid: child.pid, http, https, log: this.logFile }, 'starting the simulator');
      return child.pid;
    } finally {
      closeSync(log);
    }
  }

  async #end(pid: number): Promise<void> {
    const signal = (name: NodeJS.Signals) => {
      try {
        process.kill(pid, name);
      } catch {
        // Gone already.
      }
    };
    signal('SIGTERM');
    const deadline = performance.now() + PATIENCE_MS;
    while (isAlive(pid)) {
      if (performance.now() > deadline) signal('SIGKILL');
      await pause(LOOK_MS / 5);
    }
  }

  #servesAll({ addresses }: SimulatorFacts): boolean {
    return addresses.join() === this.#addresses.join();
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  async #sleep(milliseconds: number): Promise<void> {
    await pause(milliseconds, this.#closing.signal);
  }

  #lastWords(): string {
    const lines = readFileSync(this.logFile, 'utf8').trim().split('\n');
    // An uncaught error is followed by its stack and the version of Node.
    const crashed = lines.at(-1)?.startsWith('Node.js v') === true;
    const line = crashed ? lines.findLast((each) => /^\w*Error\b/.test(each)) : lines.at(-1);
    return line || `its log is ${this.logFile}`;
  }

  #set(state: SimulatorState): void {
    this.#state = state;
    this.#listeners.notify(state);
  }
}

function hindrance({ blocked }: SimulatorFacts): Pick<SimulatorState, 'reason' | 'fix'> {
  if (blocked.length === 0) return { reason: null, fix: null };
  return {
    reason: `Nodes cannot reach the simulator, it ${blocked.join('; it ')}.`,
    fix: 'Stop the program that has that port (ss -ltnp shows it); the simulator then takes it by itself.',
  };
}

function environment(): NodeJS.ProcessEnv {
  const { env } = process;
  const passed = Object.entries(env).filter(
    ([name]) => PASSED_ON.includes(name) || name.startsWith('SIMULATOR_'),
  );
  return { ...Object.fromEntries(passed), NODE_ENV: env.NODE_ENV };
}

/** Cut short by the signal. */
function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, signal?.aborted === true ? 0 : milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}
