import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Node } from '../../../lib/contract/node.ts';
import { type Role } from '../../../lib/contract/session.ts';
import { type MemoryCore } from '../../../server/testing/memory-core.ts';
import { type MemoryLog } from '../../../server/testing/memory-log.ts';
import { TcpProxy } from '../../../server/testing/tcp-proxy.ts';
import { startTestServer, type TestServer } from '../../../server/testing/test-server.ts';
import { buildProgram, type Finished, type Program, type Running } from './program.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * The program, and for every test a server of its own: the real one, over a core without a machine, that has one
 * node, `edge-a`, in its first boot.
 */
export interface Scene {
  readonly program: Program;
  readonly server: TestServer;
  readonly core: MemoryCore;
  readonly wire: TcpProxy;
  /** Logged in as an administrator, through the environment. */
  readonly env: Environment;
  as(role: Role): Promise<Environment>;
  node(name?: string): Promise<Node>;
  /** The serial port of the first boot of `edge-a`. */
  readonly log: MemoryLog;
  ven(...args: string[]): Promise<Finished>;
  start(...args: string[]): Running;
}

interface Stage {
  readonly server: TestServer;
  readonly wire: TcpProxy;
  readonly env: Environment;
  readonly log: MemoryLog;
}

const tokenOf = ({ authorization }: { readonly authorization: string }) =>
  authorization.replace('Bearer ', '');

async function setUp(): Promise<Stage> {
  const server = await startTestServer();
  const wire = await TcpProxy.to(server.url);
  const env = { VEN_URL: wire.url, VEN_TOKEN: tokenOf(await server.as('admin')) };
  const edge = server.core.addNode('edge-a', { state: 'running', stage: 'firmware', address: '192.0.2.7' });
  const [log] = server.core.begin(edge).logs;
  return { server, wire, env, log };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the scene is set up before each test only');
  return value;
}

export function useScene(): Scene {
  let program: Program | undefined;
  let stage: Stage | undefined;
  const running: Running[] = [];
  beforeAll(async () => {
    program = await buildProgram();
  });
  afterAll(() => program?.dispose());
  beforeEach(async () => {
    stage = await setUp();
  });
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
    stage?.wire.close();
  });
  return {
    get program() {
      return there(program);
    },
    get server() {
      return there(stage).server;
    },
    get core() {
      return there(stage).server.core;
    },
    get wire() {
      return there(stage).wire;
    },
    get env() {
      return there(stage).env;
    },
    get log() {
      return there(stage).log;
    },
    async as(role) {
      return { ...this.env, VEN_TOKEN: tokenOf(await this.server.as(role)) };
    },
    node(name = 'edge-a') {
      return this.core.nodes.get(name);
    },
    ven(...args) {
      return this.program.run(args, { env: this.env });
    },
    start(...args) {
      const started = this.program.start(args, { env: this.env });
      running.push(started);
      return started;
    },
  };
}
