import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { fixtureArtefacts } from '../../simulator/test/support/artefacts.ts';
import { bundled } from '../testing/bundled.ts';
import { ownDirectory } from '../testing/database.ts';
import { eventually } from '../testing/eventually.ts';
import { EmbeddedOrchestrator } from './embedded-orchestrator.ts';
import { isAlive, runningSimulator } from './facts.ts';
import { superviseSimulator, type SupervisorOptions, type SimulatorSupervisor } from './supervisor.ts';
import type { SimulatorProgram } from './program.ts';

const SUPERVISOR = await bundled('server/testing/simulator-supervisor.ts');
const command = [process.execPath, await bundled('simulator/src/main.ts')] as const;
const silent = { info: () => undefined, warn: () => undefined };

async function ownProgram(directory: string): Promise<SimulatorProgram & { artefacts: string }> {
  const artefacts = path.join(directory, 'artefacts');
  await fixtureArtefacts(artefacts);
  return { command, artefacts };
}

/** Ended when the test ends, and the simulator with it. */
async function kept(
  dataDirectory: string,
  options: Partial<SupervisorOptions> = {},
): Promise<SimulatorSupervisor> {
  const supervisor = superviseSimulator({
    dataDirectory,
    addresses: ['127.0.0.1'],
    logger: silent,
    program: await ownProgram(dataDirectory),
    ...options,
  });
  onTestFinished(() => supervisor.close());
  return supervisor;
}

/** What a server's supervisor prints, in a process that is killed when the test ends. */
async function otherServer(dataDirectory: string): Promise<{ pid: number; kill: () => Promise<void> }> {
  const { artefacts } = await ownProgram(dataDirectory);
  const args = [SUPERVISOR, dataDirectory, artefacts, ...command];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  for await (const line of createInterface({ input: child.stdout })) return { pid: Number(line), kill };
  throw new Error('the other server ended');
}

beforeAll(() => {
  // A secret of the server that the simulator must not see.
  process.env.VEN_ADMIN_PASSWORD = 'do not pass on';
});

test('starts one, reports its facts, and ends it when it is closed', async () => {
  const directory = ownDirectory();
  const supervisor = await kept(directory);
  const facts = await supervisor.facts();
  expect(supervisor.state).toEqual({ facts, reason: null, fix: null });
  expect(facts).toMatchObject({ addresses: ['127.0.0.1'], cluster: 'edge.simulator.test' });
  expect(facts.authority).toContain('BEGIN CERTIFICATE');
  expect(readFileSync(`/proc/${facts.pid}/environ`, 'utf8')).not.toContain('do not pass on');
  expect(statSync(supervisor.logFile).mode & 0o777).toBe(0o600);
  await supervisor.close();
  expect(isAlive(facts.pid)).toBe(false);
  expect(await runningSimulator(path.join(directory, 'simulator'))).toBeNull();
  expect(supervisor.state).toEqual({ facts: null, reason: 'It was stopped.', fix: null });
});

test('it outlives a server that is killed, and the next one finds it again', async () => {
  const directory = ownDirectory();
  const server = await otherServer(directory);
  await server.kill();
  expect(isAlive(server.pid)).toBe(true);
  const supervisor = await kept(directory);
  expect((await supervisor.facts()).pid).toBe(server.pid);
  await supervisor.close();
  expect(isAlive(server.pid)).toBe(false);
});

test('when it dies it is started again, with the same ports and the same CA', async () => {
  const supervisor = await kept(ownDirectory());
  const first = await supervisor.facts();
  process.kill(first.pid, 'SIGKILL');
  await eventually('its end to be noticed', () => supervisor.state.facts === null || undefined);
  expect(supervisor.state.reason).toBe('The simulator ended.');
  const second = await supervisor.facts();
  expect(second.pid).not.toBe(first.pid);
  expect({ ...second, pid: first.pid }).toEqual(first);
});

test('one that serves other addresses makes room', async () => {
  const directory = ownDirectory();
  const server = await otherServer(directory);
  await server.kill();
  const supervisor = await kept(directory, { addresses: ['127.0.0.1', '127.0.0.9'] });
  const facts = await supervisor.facts();
  expect(facts.pid).not.toBe(server.pid);
  expect(facts.addresses).toEqual(['127.0.0.1', '127.0.0.9']);
  expect(isAlive(server.pid)).toBe(false);
});

test('its ports do not change: it reports a program that occupies one, and starts once that has ended', async () => {
  const directory = ownDirectory();
  const first = await kept(directory);
  const { httpUrl, httpsUrl } = await first.facts();
  await first.close();
  const port = Number(new URL(httpsUrl).port);
  const other = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const second = await kept(directory);
  await eventually('a reason', () => second.state.reason ?? undefined);
  expect(second.state.reason).toContain(`Port ${port} of 127.0.0.1 is in use by another program`);
  expect(second.state.fix).toContain(`ss -ltnp sport = :${port}`);
  other.close();
  expect(await second.facts()).toMatchObject({ httpUrl, httpsUrl });
});

test('while only nodes cannot reach it, the reason is reported, and creating nodes is refused', async () => {
  const directory = ownDirectory();
  const learning = await kept(directory);
  const port = Number(new URL((await learning.facts()).httpsUrl).port);
  await learning.close();
  const other = createServer().listen(port, '127.0.0.8');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const supervisor = await kept(directory, { addresses: ['127.0.0.1', '127.0.0.8'] });
  const adapter = new EmbeddedOrchestrator(supervisor, '127.0.0');
  onTestFinished(() => adapter.close());
  await eventually('a reason', () => adapter.orchestrator.reason ?? undefined);
  expect(adapter.orchestrator).toMatchObject({ state: 'unreachable', reason: supervisor.state.reason });
  expect(supervisor.state.reason).toContain(`it cannot listen on 127.0.0.8:${port}`);
  await expect(adapter.bootFacts()).rejects.toMatchObject({ message: supervisor.state.reason });
  other.close();
  await eventually('its end', () => supervisor.state.reason === null || undefined);
  await adapter.bootFacts();
  expect(adapter.orchestrator).toMatchObject({ state: 'ok', reason: null });
});

test('the reason why it cannot start is reported, and waiting for it ends with the supervisor', async () => {
  const directory = ownDirectory();
  const supervisor = await kept(directory, { program: { command, artefacts: path.join(directory, 'none') } });
  const facts = supervisor.facts();
  const refused = expect(facts).rejects.toMatchObject({ code: 'interrupted' });
  await eventually('a reason', () => supervisor.state.reason ?? undefined);
  expect(supervisor.state.reason).toContain('ended before it was ready');
  expect(supervisor.state.reason).toContain('none');
  await supervisor.close();
  await refused;
});

test('one that is to listen elsewhere, too, is replaced by one that does, with the same ports', async () => {
  const supervisor = await kept(ownDirectory());
  const before = await supervisor.facts();
  supervisor.listenAlso(['127.0.0.1', '127.0.0.2']);
  const after = await eventually('the other one', () => {
    const { facts } = supervisor.state;
    return facts !== null && facts.pid !== before.pid ? facts : undefined;
  });
  expect(after).toMatchObject({ addresses: ['127.0.0.1', '127.0.0.2'], httpUrl: before.httpUrl });
  const { port } = new URL(after.httpUrl);
  await eventually('an answer there', () =>
    fetch(`http://127.0.0.2:${port}/tink-stack/keys/Full_server.crt`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
});
