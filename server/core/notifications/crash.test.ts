import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { Failure } from '../../../lib/contract/boot.ts';
import { bundled } from '../../testing/bundled.ts';
import { bootRow, ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { matching } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { accepts, hangs, Receiver } from '../../testing/receiver.ts';

async function started(directory: string, url: string) {
  const program = await bundled('server/testing/notifying-program.ts');
  const child = spawn(process.execPath, [program, directory, url], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  return kill;
}

test('a console that is killed while it sends sends again, with the same id, and then no more', async () => {
  const [directory, receiver] = [ownDirectory(), await Receiver.start()];
  receiver.always = hangs;
  const kill = await started(directory, receiver.url);
  await expect.poll(() => receiver.ids.length).toBe(1);
  await kill();
  receiver.always = accepts;
  const killAgain = await started(directory, receiver.url);
  await expect.poll(() => receiver.ids.length).toBe(2);
  const [before, after] = receiver.received;
  expect(after?.headers['webhook-id']).toBe(before?.headers['webhook-id']);
  expect(after?.body).toBe(before?.body);
  await killAgain();
  // Whether its success was recorded before it was killed or not: at most once more.
  const database = await ownDatabase(directory);
  const [{ id } = { id: '' }] = await database.webhooks.list();
  expect(await database.deliveries.ofWebhook(id, 10)).toMatchObject([
    { id: receiver.ids[0], state: matching(/waiting|delivered/) },
  ]);
});

test('what a crash kept from being told is told at the next start, and not at the one after it', async () => {
  const [directory, receiver] = [ownDirectory(), await Receiver.start()];
  const database = await ownDatabase(directory);
  const now = new Date().toISOString();
  const failure: Failure = { class: 'boot', cause: 'No answer.', fix: '', stage: 'firmware', evidence: null };
  const node = await storedNode(database, { name: 'edge', stage: 'failed', failure });
  const boot = { ...bootRow(node.id, 1), startedAt: now, failure };
  await database.boots.begin(boot);
  await database.boots.saveStage({
    ...{
      id: `${boot.id}-1`,
      bootId: boot.id,
      stage: 'firmware',
      basis: 'observed',
      startedAt: now,
      endedAt: now,
    },
    ...{ outcome: 'failed', evidence: null, progress: null, statuses: [] },
  });
  await database.webhooks.save({
    ...{ id: 'w', name: 'lab', url: receiver.url, secret: 'whsec_AAAA', events: ['node.failed'] },
    ...{ body: { kind: 'text' }, enabled: true, disabledAt: null, disabledReason: null },
    ...{ failingSince: null, createdAt: now, createdBy: 'a@b' },
  });
  for (const _ of ['first', 'second']) {
    const core = await coreOver(new MemoryHost(), database, directory);
    await expect
      .poll(async () => (await core.webhooks.deliveries('lab')).map(({ state }) => state))
      .toEqual(['delivered']);
    await core.close();
  }
  expect(receiver.bodies).toEqual([`edge failed in “Firmware”\nNo answer.\n/nodes/${node.id}\n`]);
});
