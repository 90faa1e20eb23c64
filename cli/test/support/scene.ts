import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type NodeDetail } from '../../../lib/contract/node.ts';
import { type Operation } from '../../../lib/contract/operation.ts';
import { startConsole, type TestConsole, TOKEN } from './console.ts';
import { buildProgram, type Finished, type Program, type Running } from './program.ts';

/** The program, and a fresh console for every test. */
export interface Scene {
  readonly program: Program;
  readonly console: TestConsole;
  /** Logged in through the environment. */
  readonly env: Readonly<Record<string, string>>;
  ven(...args: string[]): Promise<Finished>;
  start(...args: string[]): Running;
  /** Changes a node as the server would, and tells of it. */
  become(name: string, facts: Partial<NodeDetail>): void;
  finish(operation: Operation | undefined, facts?: Partial<Operation>): void;
}

export function useScene(): Scene {
  let program: Program | undefined;
  let console: TestConsole | undefined;
  const running: Running[] = [];
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the scene is set up before each test only');
    return value;
  };
  beforeAll(async () => {
    program = await buildProgram();
  });
  afterAll(() => program?.dispose());
  beforeEach(async () => {
    console = await startConsole();
  });
  afterEach(async () => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
    await console?.close();
  });
  return {
    get program() {
      return there(program);
    },
    get console() {
      return there(console);
    },
    get env() {
      return { VEN_URL: there(console).url, VEN_TOKEN: TOKEN };
    },
    ven(...args) {
      return this.program.run(args, { env: this.env });
    },
    start(...args) {
      const started = this.program.start(args, { env: this.env });
      running.push(started);
      return started;
    },
    become(name, facts) {
      const { world } = this.console;
      const before = there(world.nodes.find((node) => node.name === name));
      const node = { ...before, ...facts, revision: before.revision + 1 };
      world.nodes = world.nodes.map((each) => (each.id === node.id ? node : each));
      this.console.push({ kind: 'node', object: node });
    },
    finish(operation, facts = {}) {
      const object: Operation = {
        ...there(operation),
        state: 'succeeded',
        endedAt: new Date().toISOString(),
        ...facts,
      };
      const { world } = this.console;
      world.operations = world.operations.map((each) => (each.id === object.id ? object : each));
      this.console.push({ kind: 'operation', object });
    },
  };
}
