import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createRequest, deleteRequest, type Node } from '../../lib/contract/node.ts';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import { type PreflightStep } from '../../lib/contract/preflight.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { containing } from '../testing/matching.ts';
import { STAND_IN, StandIn } from '../testing/orchestrator-stand-in.ts';
import { builtArtefacts, SimulatorProcess } from '../testing/simulator.ts';

const MINUTE = 60_000;
const TEXT = 'Greetings from the file server';
const SCRIPT = `#!ipxe\necho ${TEXT}\nsleep 3600\n`;

const file =
  (bytes: Buffer): RequestListener =>
  (request, response) => {
    response.setHeader('content-length', bytes.length);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };

/** A file server with iPXE, over HTTPS, and its script, over HTTP: Debian's iPXE has no TLS. */
async function fileServer() {
  const answer = file(await readFile(join(await builtArtefacts(), 'signed_ipxe.efi')));
  const secure = await StandIn.start({ listen: '0.0.0.0' });
  onTestFinished(() => secure[Symbol.asyncDispose]());
  secure.handlers = { 'HEAD /ipxe.efi': answer, 'GET /ipxe.efi': answer };
  const plain = createServer(file(Buffer.from(SCRIPT))).listen(0, '0.0.0.0');
  await once(plain, 'listening');
  onTestFinished(() => void plain.close());
  const { port } = z.object({ port: z.number() }).parse(plain.address());
  const host = `boot.${STAND_IN.cluster}`;
  return {
    bootProgramUrl: `https://${host}:${secure.port}/ipxe.efi`,
    bootScriptUrl: `http://${host}:${port}/boot.ipxe`,
    authority: secure.authority,
    hosts: [{ address: '127.0.0.1', nodeAddress: 'gateway', names: [host] }],
  };
}

async function checked(console: TestCore, name: string): Promise<PreflightStep[]> {
  const steps: PreflightStep[] = [];
  const { signal } = new AbortController();
  for await (const step of await console.core.preflights.ofNode(name, OPERATOR, signal)) steps.push(step);
  return steps;
}

test(
  'a node boots from a file server that knows no nodes, as its pre-flight has said, and is ready by a text',
  { timeout: 6 * MINUTE },
  async () => {
    // Nothing is onboarded here.
    await using simulator = await SimulatorProcess.start();
    const installation = newInstallation('corehb');
    await using console = await TestCore.open({ installation, simulator: simulator.facts });
    await console.settled();
    const pxe = { name: 'pxe', kind: 'http-boot', settings: await fileServer() };
    const admin = { ...OPERATOR, role: 'admin' } as const;
    await console.core.orchestrators.add(orchestratorRequest.parse(pxe), admin);
    const name = `${installation}-pxe`;
    const size = { memoryMiB: 1024, vcpus: 1, diskGiB: 1 };
    const ready = { kind: 'text', text: TEXT };
    const request = createRequest.parse({ name, orchestrator: 'pxe', start: false, ready, ...size });
    const { operations } = await console.core.nodes.create(request, OPERATOR);
    expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });

    const steps = await checked(console, name);
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(steps.find(({ id }) => id === 'names')).toMatchObject({
      ...{ state: 'ok', evidence: containing('from the name server of the nodes’ network') },
    });

    await console.core.nodes.act(name, 'start', OPERATOR);
    const isOver = ({ readyAt, failure }: Node) => readyAt !== null || failure !== null;
    const node = await console.node(name, 'is ready', isOver, 4 * MINUTE);
    expect(node).toMatchObject({ stage: 'ready', failure: null, orchestratorView: null });
    const stages = node.stages.map(({ stage }) => stage);
    expect(stages).toEqual(expect.arrayContaining(['firmware', 'http-boot', 'ipxe', 'ready']));
    const { id } = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
    expect(await console.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await console.host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
  },
);
