import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DhcpLogs } from './dhcp-logs.ts';

async function logsIn(most: number) {
  const folder = await mkdtemp(join(tmpdir(), 'ven-dhcp-'));
  const logs = new DhcpLogs(join(folder, 'dhcp'), most);
  onTestFinished(async () => {
    logs.close();
    await rm(folder, { recursive: true });
  });
  return logs;
}

test('a log is writable for the group, is kept up to twice a length, and what comes in a flood is dropped', async () => {
  const logs = await logsIn(10);
  const path = (await logs.prepare('ven-a')) ?? '';
  expect((await stat(path)).mode & 0o777).toBe(0o660);
  // As dnsmasq does.
  const print = (text: string) => appendFile(path, text);
  await print('one\n');
  // Started again, it goes on.
  expect(await logs.prepare('ven-a')).toBe(path);
  await logs.shorten();
  await print('two three\n');
  await logs.shorten();
  await print('four\n');
  expect(await logs.read('ven-a')).toBe('one\ntwo three\nfour\n');
  await print('x'.repeat(100));
  await logs.shorten();
  expect(await logs.read('ven-a')).toBe('');
  await logs.remove('ven-a');
  expect(await readdir(join(path, '..'))).toEqual([]);
});

test('no file where dnsmasq could not be told of it, or none can be made', async () => {
  const odd = new DhcpLogs('/tmp/a\nlog-queries');
  const nowhere = new DhcpLogs('/proc/ven');
  for (const logs of [odd, nowhere]) {
    expect(await logs.prepare('ven-a')).toBeNull();
    logs.close();
  }
  const logs = await logsIn(10);
  expect(await logs.prepare('../a')).toBeNull();
  expect(await logs.read('ven-none')).toBe('');
});
