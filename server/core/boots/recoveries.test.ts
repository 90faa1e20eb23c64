import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { recoveryRules } from '../../../lib/contract/recovery-rules.ts';
import { bootAfter, HTTPS, IPXE } from '../../../lib/domain/boot-progress/boot-texts.ts';
import type { BootProgress } from '../../../lib/domain/boot-progress/boot-progress.ts';
import { RECOVERY_BY } from '../../../lib/domain/recovery.ts';
import { MOMENT, operationRow, ownDatabase, storedNode } from '../../testing/database.ts';
import { OPERATOR } from '../../testing/core.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { startConsole } from '../../testing/test-server.ts';
import { createRequest } from '../../../lib/contract/node.ts';
import { templateRequest } from '../../../lib/contract/template.ts';
import { Bus } from '../bus.ts';
import { NodeRegistry } from '../nodes/registry.ts';
import { NO_POLICY } from './boot-policy.ts';
import { Recoveries } from './recoveries.ts';

const AT_PROMPT = bootAfter(`${HTTPS}${IPXE}iPXE> `);
const RULES = recoveryRules.parse({ rebootAtIpxe: true });

interface Situation {
  boot: BootProgress;
  personTyped: boolean;
  /** What happens in the pause. */
  during: () => void;
}

async function failedNode({ refuses = false } = {}) {
  const [database, bus] = [await ownDatabase(), new Bus(0)];
  const registry = new NodeRegistry(database, bus);
  const row = await storedNode(database, { name: 'edge', stage: 'failed' });
  registry.add(row, 'no state');
  const acted: string[] = [];
  const waited: number[] = [];
  const state: Situation = { boot: AT_PROMPT, personTyped: false, during: () => undefined };
  const recoveries = new Recoveries({
    context: { database, bus, logger: pino({ level: 'silent' }), now: () => MOMENT },
    registry,
    boots: { progress: () => state.boot, personTyped: () => state.personTyped },
    policyOf: () => Promise.resolve({ ...NO_POLICY, recovery: RULES }),
    act: async (id, action, by) => {
      if (refuses) throw new ConsoleError('conflict', 'It is being deleted.');
      acted.push(`${action} ${by}`);
      const done = operationRow(id, { kind: action, by, state: 'succeeded', endedAt: MOMENT });
      await database.operations.record(done);
      return { ...done, nodeName: row.name };
    },
    wait: (seconds) => {
      waited.push(seconds);
      state.during();
      return Promise.resolve();
    },
  });
  onTestFinished(() => recoveries.close());
  /** The node is published again, as after every change. */
  const look = async () => {
    await registry.write(row.id, { stage: 'failed' });
    registry.update(row.id, { state: 'running' });
  };
  return { state, look, acted, waited, audit: () => database.audit.list(10), recoveries };
}

test('a node at the prompt of iPXE is reset by the console, which says so in the audit trail', async () => {
  const { look, acted, waited, audit } = await failedNode();
  await look();
  await expect.poll(audit).toMatchObject([{ by: RECOVERY_BY, action: 'recovery', outcome: 'done' }]);
  expect(acted).toEqual([`reset ${RECOVERY_BY}`]);
  expect(waited).toEqual([5]);
  const [event] = await audit();
  expect(event).toMatchObject({ address: null, target: 'edge reset' });
  expect(event?.detail).toMatch(/iPXE waits at its prompt \("iPXE>" on ttyS0, byte \d+\): reset 1 of 3/);
});

test('it is never endless', async () => {
  const { look, acted, waited, audit } = await failedNode();
  for (const times of [1, 2, 3]) {
    await look();
    await expect.poll(audit).toHaveLength(times);
  }
  await look();
  await look();
  expect(acted).toHaveLength(3);
  expect(waited).toEqual([5, 30, 120]);
});

test.for(['somebody types', 'the boot goes on'] as const)(
  'nothing is done when %s meanwhile',
  async (what) => {
    const { state, look, acted, waited, recoveries } = await failedNode();
    state.during = () => {
      if (what === 'somebody types') state.personTyped = true;
      else state.boot = bootAfter(IPXE);
    };
    await look();
    await expect.poll(() => waited).toEqual([5]);
    await recoveries.close();
    expect(acted).toEqual([]);
  },
);

test('a refusal is noted, with its reason', async () => {
  const { look, audit } = await failedNode({ refuses: true });
  await look();
  await expect.poll(audit).toMatchObject([{ outcome: 'failed' }]);
  const [event] = await audit();
  expect(event?.detail).toContain('reset 1 of 3. It is being deleted.');
});

test('by the rule of its template, a node is started again from the prompt, and the timeline shows both', async () => {
  const server = await startConsole();
  const own = templateRequest.parse({
    ...{ name: 'own', title: 'Own', for: ['http-boot', 'none', 'simulator'] },
    ...{ vcpus: 1, memoryMiB: 1024, diskGiB: 8, recovery: { rebootAtIpxe: true } },
  });
  await server.core.templates.add(own, OPERATOR);
  const asked = createRequest.parse({ name: 'edge', template: 'own' });
  const { operations, nodes } = await server.core.nodes.create(asked, OPERATOR);
  for (const { id } of operations) await outcomeOf(server.core, id);
  const [node] = nodes;
  if (node === undefined) throw new Error('there is one');
  await server.print(node, `${HTTPS}${IPXE}iPXE> `);
  const stages = async () =>
    (await server.core.nodes.get('edge')).stages.map(({ stage, outcome }) => [stage, outcome]);
  await expect.poll(stages, { timeout: 20_000 }).toEqual(
    expect.arrayContaining([
      ['ipxe', 'failed'],
      ['firmware', 'running'],
    ]),
  );
  expect(await server.core.nodes.operations('edge')).toContainEqual(
    expect.objectContaining({ kind: 'reset', by: RECOVERY_BY, state: 'succeeded' }),
  );
});
