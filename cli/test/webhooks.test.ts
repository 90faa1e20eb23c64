import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { deliveryList, newWebhook, webhookList } from '../../lib/contract/webhook.ts';
import { ownDirectory } from '../../server/testing/database.ts';
import { answers, Receiver } from '../../server/testing/receiver.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const parse = (text: string): unknown => JSON.parse(text);

test('webhook: added, tested, told of a failure, sent again, switched off, removed', async () => {
  const receiver = await Receiver.start();
  const directory = ownDirectory();
  const [url, template] = [path.join(directory, 'url'), path.join(directory, 'body.json')];
  writeFileSync(url, `${receiver.url}\n`);
  writeFileSync(template, '{"chat": "{{title}}"}');
  const add = ['webhook', 'add', 'lab', '--url-file', url, '--event', 'node.failed', '--template', template];
  const added = await scene.ven(...add, '--json');
  const { secret, webhook } = newWebhook.parse(parse(added.stdout));
  expect(secret).toMatch(/^whsec_/);
  expect(webhook).toMatchObject({ events: ['node.failed'], body: { kind: 'custom' }, enabled: true });
  expect(await scene.ven(...add)).toMatchObject({ code: 1, stdout: '' });

  const tested = await scene.ven('webhook', 'test', 'lab');
  expect(tested).toMatchObject({ code: 0 });
  expect(tested.stdout).toMatch(/accepted \(200\) +thank you/);
  expect(receiver.bodies).toEqual(['{"chat": "Test of the webhook lab"}']);
  receiver.next.push(answers(302, { location: 'http://127.0.0.1:1/' }));
  const failed = await scene.ven('webhook', 'test', 'lab');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain('redirects are not followed');

  await scene.print('grub rescue> ');
  await expect.poll(() => receiver.bodies.length).toBe(3);
  expect(receiver.bodies[2]).toMatch(/^\{"chat": "edge-a failed in “.+”"\}$/);
  await expect.poll(async () => (await scene.core.webhooks.get('lab')).waiting).toBe(0);
  const listed = await scene.ven('webhook', 'deliveries', 'lab', '--json');
  const [delivery] = deliveryList.parse(parse(listed.stdout)).deliveries;
  expect(delivery).toMatchObject({ type: 'node.failed', state: 'delivered' });
  await scene.ven('webhook', 'resend', 'lab', delivery?.id ?? '');
  await expect.poll(() => receiver.ids.slice(2)).toEqual([delivery?.id, delivery?.id]);

  expect(await scene.ven('webhook', 'edit', 'lab', '--disable', '--body', 'text')).toMatchObject({ code: 0 });
  const all = await scene.ven('webhook', 'list', '--json');
  expect(webhookList.parse(parse(all.stdout)).webhooks).toMatchObject([
    { name: 'lab', enabled: false, body: { kind: 'text' }, url: receiver.url },
  ]);
  expect((await scene.ven('webhook', 'list')).stdout).toMatch(/lab +off +text +node.failed +0 /);
  expect(await scene.ven('webhook', 'remove', 'lab', '--yes')).toMatchObject({ code: 0 });
  expect(await scene.ven('webhook', 'show', 'lab')).toMatchObject({ code: 3 });
});
