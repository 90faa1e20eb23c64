import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import type { OrchestratorSettings } from '../../../lib/contract/orchestrator-settings.ts';
import { checkedStandIn, standInOptions } from '../../testing/connection-check.ts';
import { containing, matching } from '../../testing/matching.ts';
import { type Handlers, json, StandIn } from '../../testing/orchestrator-stand-in.ts';
import { EdgeOrchestrator } from '../edge-orchestrator.ts';

let standIn: StandIn;

beforeAll(async () => {
  standIn = await StandIn.start();
});
afterEach(() => {
  standIn.handlers = {};
});
afterAll(() => standIn[Symbol.asyncDispose]());

/** What is asked in which step of the check, in its order. */
const ASKED = {
  token: 'POST /realms/master/protocol/openid-connect/token',
  version: 'GET /v1/orchestrator',
  project: 'GET /v1/projects/demo',
  rights: 'GET /v1/projects/demo/compute/hosts',
  catalogue: 'GET /v1/projects/demo/compute/os',
} as const;
const STEPS = ['token', 'version', 'project', 'rights', 'catalogue'] as const;

const MIB = Buffer.alloc(1024 * 1024, 0x20);
const ANSWERS: Readonly<Record<string, { answer: Handlers[string]; evidence: RegExp }>> = {
  'a web page': {
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in.</html>');
    },
    evidence: /but text\/html/,
  },
  'a redirection to a login page': {
    answer: (_, response) => {
      const headers = { location: 'https://login.test/', 'content-type': 'text/html' };
      response.writeHead(302, headers).end();
    },
    evidence: /but text\/html|answered 302/,
  },
  nothing: { answer: (_, response) => void response.end(), evidence: /cannot be understood/ },
  'JSON of something else': { answer: json('fine'), evidence: /cannot be understood/ },
  '100 MB': {
    answer: (_, response) => {
      let left = 100;
      const more = () => {
        if (response.destroyed) return;
        if (left-- > 0) response.write(MIB, more);
        else response.end();
      };
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 * MIB.length });
      more();
    },
    evidence: /more than 64 MiB/,
  },
};

const CASES = Object.entries(ANSWERS).flatMap(([what, { answer, evidence }]) =>
  STEPS.map((step) => [what, step, answer, evidence] as const),
);

/** One sentence, perhaps with a second one behind it. */
const isSaid = ({ evidence, fix }: CheckStep) => /^[A-Z"“].*\.$/.test(evidence) && /^[A-Z].*[.?]$/.test(fix);

test.for(CASES)('%s, in the step "%s"', { timeout: 60_000 }, async ([, step, answer, evidence]) => {
  standIn.handlers = { [ASKED[step]]: answer };
  const steps = await checkedStandIn(standIn, { answerSeconds: 60 });
  expect(steps[step]).toMatchObject({ state: 'failed', evidence: matching(evidence) });
  expect(isSaid(steps[step]), `${steps[step].evidence} ${steps[step].fix}`).toBe(true);
  const others = STEPS.filter((id) => id !== step);
  for (const id of others) expect(['ok', 'skipped'], steps[id].evidence).toContain(steps[id].state);
});

/** An adapter in the middle of its work. */
function adapter(change: Partial<OrchestratorSettings> = {}): EdgeOrchestrator {
  const made = new EdgeOrchestrator(standInOptions(standIn, change));
  onTestFinished(() => made.close());
  return made;
}

const NODE = { serial: 'VH001N001M01', uuid: '4f0c5c1e-0000-4000-8000-000000000001' };

test('a password that was changed while nodes were followed', async () => {
  const orchestrator = adapter();
  const expired = json({ access_token: 'token', expires_in: 0 });
  standIn.handlers = { [ASKED.token]: expired };
  await expect(orchestrator.states([NODE])).resolves.toEqual([]);
  const gone = { error: 'invalid_grant', error_description: 'Invalid user credentials' };
  standIn.handlers = { [ASKED.token]: json(gone, 401) };
  await expect(orchestrator.states([NODE])).rejects.toMatchObject({
    ...{ code: 'orchestrator-login', message: containing('Invalid user credentials') },
    fix: containing('password'),
  });
  expect(orchestrator.orchestrator).toMatchObject({ state: 'refused', fix: containing('password') });
  standIn.handlers = {};
  await orchestrator.states([NODE]);
  expect(orchestrator.orchestrator.state).toBe('ok');
});

test('a proxy that refuses while nodes are followed', async () => {
  const proxy = createServer().on('connect', (_, socket) => {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const { port } = z.object({ port: z.number() }).parse(proxy.address());
  const console = `http://127.0.0.1:${port}`;
  const orchestrator = adapter({ hosts: [], proxy: { console, nodes: null, except: [] } });
  await expect(orchestrator.states([NODE])).rejects.toMatchObject({
    ...{ code: 'orchestrator-unreachable', message: containing('403') },
    fix: containing('proxy'),
  });
});
