import { expect, test } from 'vitest';
import { z } from 'zod';
import { containing } from '../../server/testing/matching.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const URI = 'test:///default';

const host = (...args: string[]) => scene.program.run(['host', ...args], { env: scene.env });

test('a host is added, checked, changed and removed', async () => {
  expect(await host('add', 'lab', 'lxc:///system')).toMatchObject({
    code: 2,
    stderr: containing('the driver “lxc” is not supported'),
  });
  const added = await host('add', 'lab', URI, '--label', 'rack=3', 'gpu', '--cpu-overcommit', '2');
  expect(added).toMatchObject({ code: 0, stdout: containing('ven host check lab') });
  const checked = await host('check', 'lab');
  expect(checked).toMatchObject({ code: 0, stdout: 'lab can be used.\n' });
  expect(checked.stderr).toMatch(/✓ libvirt answers +\d+ ms/);

  const changes = ['--maintenance', '--reserve-memory', '2048', '--booting', '3', '--no-labels'];
  expect(await host('edit', 'lab', ...changes)).toMatchObject({ code: 0 });
  const shown = await host('show', 'lab');
  expect(shown.stdout).toMatch(/^URI: +test:\/\/\/default$/m);
  expect(shown.stdout).toMatch(/^State: .*maintenance$/m);
  expect(shown.stdout).toMatch(/^Labels: +-$/m);
  expect(shown.stdout).toMatch(/^CPU overcommit: +2$/m);
  expect(shown.stdout).toMatch(/^Booting at once: +3$/m);
  expect((await host('list')).stdout).toMatch(/^lab .* test:\/\/\/default/m);

  expect(await host('remove', 'lab')).toMatchObject({ code: 0 });
  expect(await host('show', 'lab')).toMatchObject({ code: 3 });
  expect(await host('remove', 'local')).toMatchObject({ code: 1, stderr: containing('configured with') });
});

test('one that was not added is checked by its URI, and its document has the steps', async () => {
  const { code, stdout } = await host('check', 'far', '--uri', 'test+ssh://root@127.0.0.1:1/x', '--json');
  expect(code).not.toBe(0);
  const { steps } = z
    .object({ steps: z.array(z.object({ id: z.string(), state: z.string() })) })
    .parse(JSON.parse(stdout));
  expect(steps).toMatchObject([
    { id: 'uri', state: 'ok' },
    { id: 'host-key', state: 'failed' },
    { id: 'login', state: 'skipped' },
    ...[{ id: 'libvirt', state: 'skipped' }, { id: 'identity' }, { id: 'firmware' }, { id: 'kvm' }],
  ]);
});
