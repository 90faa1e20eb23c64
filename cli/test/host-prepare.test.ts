import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { useScene } from './support/scene.ts';

const scene = useScene();

// A dry run looks as root, too.
test.skipIf(process.getuid?.() !== 0)(
  'what a preparation would change is shown and logged, and not done without a confirmation',
  async () => {
    const state = mkdtempSync(path.join(tmpdir(), 'ven-state-'));
    onTestFinished(() => rmSync(state, { recursive: true, force: true }));
    const env = { PATH: process.env.PATH ?? '', HOME: state, XDG_STATE_HOME: state };
    const args = ['host', 'prepare', 'local', '--user', 'nobody', '--json'];
    const { code, stdout, stderr } = await scene.program.run(args, { env });
    expect(code).toBe(2);
    expect(stdout).toContain('need a confirmation');
    expect(stderr).toContain('TASK [ven.console.host : Packages that are installed]');
    expect(stderr).toContain('+        "nobody"');
    const log = path.join(state, 'ven', 'host-this-machine.log');
    expect(readFileSync(log, 'utf8')).toContain('PLAY RECAP');
  },
);

test('without Ansible it says what to install', async () => {
  const { code, stderr } = await scene.program.run(['host', 'prepare', 'local'], {
    env: { PATH: '/nosuch' },
  });
  expect(code).toBe(1);
  expect(stderr).toContain('apt-get install ansible-core');
});

test('a host that the console does not have', async () => {
  expect(await scene.ven('host', 'unprepare', 'rack-9')).toMatchObject({ code: 3 });
});
