import { beforeEach, expect, test } from 'vitest';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const network = (...args: string[]) => scene.ven('network', ...args);

beforeEach(() => {
  scene.server.host.networks.plan = {
    ...{ before: '<network>\n</network>\n', after: '<network>\n  <dns/>\n</network>\n', applied: 'sim' },
    ...{ missing: ['log-dhcp'], restart: true, running: ['vm'], hash: 'abc' },
  };
});

test('what the console has added to a network is shown as a diff, with what taking it back means', async () => {
  const { code, stdout } = await network('show', 'theirs');
  expect(code).toBe(0);
  expect(stdout).toContain(' <network>\n+  <dns/>\n </network>\n');
  expect(stdout).toContain('has added the boot options of sim to theirs');
  expect(stdout).toContain('somebody else has taken away: log-dhcp');
  expect(stdout).toContain('interrupts the link of vm');
});

test('nothing is changed without a confirmation; then exactly what was shown', async () => {
  expect(await network('remove-options', 'theirs')).toMatchObject({ code: 2, stderr: containing('--yes') });
  expect(await network('remove-options', 'theirs', '--yes')).toMatchObject({
    ...{ code: 0, stdout: 'theirs is changed and was restarted; 1 running domain connected again.\n' },
    stderr: containing('+  <dns/>'),
  });
  expect(await network('remove-options', 'theirs', '--yes')).toMatchObject({
    ...{ code: 0, stdout: containing('There is nothing to take back.') },
  });
});

test('a domain that stays without its link is a failure', async () => {
  scene.server.host.networks.disconnected = [{ domain: 'vm', reason: 'no such device' }];
  expect(await network('remove-options', 'theirs', '--yes')).toMatchObject({
    ...{ code: 1, stderr: containing('Not connected again: vm (no such device)') },
  });
});

test('networks and orchestrators that are not there', async () => {
  expect(await network('show', 'nothing')).toMatchObject({ code: 3 });
  expect(await network('add-options', 'theirs')).toMatchObject({ code: 2 });
  expect(await network('add-options', 'theirs', '--orchestrator', 'nobody')).toMatchObject({ code: 3 });
});
