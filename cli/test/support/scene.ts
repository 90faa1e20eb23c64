import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Node } from '../../../lib/contract/node.ts';
import type { Role } from '../../../lib/contract/session.ts';
import type { MemorySerialPort } from '../../../server/testing/memory-serial-port.ts';
import type { ObservedCore } from '../../../server/testing/observed-core.ts';
import { TcpProxy } from '../../../server/testing/tcp-proxy.ts';
import { startConsole, type TestConsole } from '../../../server/testing/test-server.ts';
import { buildProgram, type Finished, type Program, type Running } from './program.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * The program, and for every test a server of its own: the real one, over a host in memory, that has one node,
 * `edge-a`, in its first boot, whose guest has printed nothing yet.
 */
export interface Scene {
  readonly program: Program;
  readonly server: TestConsole;
  readonly core: ObservedCore;
  readonly wire: TcpProxy;
  /** Logged in as an administrator, through the environment. */
  readonly env: Environment;
  as(role: Role): Promise<Environment>;
  /** As it was at the beginning. */
  readonly edge: Node;
  /** The first serial port of `edge-a`. */
  readonly port: MemorySerialPort;
  /** A node, by default `edge-a`, prints on its first port; resolves when that is recorded. */
  print(output: string | Buffer, node?: Node): Promise<void>;
  /** `edge-a` is switched off. */
  powerOff(): Promise<void>;
  /** `edge-a` is switched on again. */
  powerOn(): Promise<void>;
  /** A node's machine ends by itself, which nobody has asked for. */
  crash(node?: Node): void;
  ven(...args: string[]): Promise<Finished>;
  start(...args: string[]): Running;
}

interface Stage {
  readonly server: TestConsole;
  readonly wire: TcpProxy;
  readonly env: Environment;
  readonly edge: Node;
}

const tokenOf = ({ authorization }: { readonly authorization: string }) =>
  authorization.replace('Bearer ', '');

async function setUp(): Promise<Stage> {
  const server = await startConsole();
  server.host.networks.lease = '192.0.2.7';
  const wire = await TcpProxy.to(server.url);
  const env = { VEN_URL: wire.url, VEN_TOKEN: tokenOf(await server.as('admin')) };
  return { server, wire, env, edge: await server.addRunning('edge-a') };
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
    get edge() {
      return there(stage).edge;
    },
    get port() {
      return this.server.port(this.edge);
    },
    async as(role) {
      return { ...this.env, VEN_TOKEN: tokenOf(await this.server.as(role)) };
    },
    print(output, node = there(stage).edge) {
      return there(stage).server.print(node, output);
    },
    powerOff() {
      return this.server.act(this.edge, 'stop');
    },
    powerOn() {
      return this.server.act(this.edge, 'start');
    },
    crash(node = there(stage).edge) {
      there(stage).server.host.become(node.uuid, 'shut off', 'stopped', 'crashed');
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
