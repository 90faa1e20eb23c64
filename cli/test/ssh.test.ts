import { expect, test } from 'vitest';
import { containing } from '../../server/testing/matching.ts';
import { ADDRESS } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

async function withAddress(address: string): Promise<void> {
  scene.server.host.networks.lease = address;
  await scene.print(ADDRESS);
  await expect.poll(async () => (await scene.core.nodes.get('edge-a')).address).toBe(address);
}

test('the command names the node’s address, and its UUID for the host key', async () => {
  await withAddress('192.0.2.7');
  const { code, stdout } = await scene.ven('ssh', 'edge-a', '--user', 'user', '--jump', 'me@lab', '--print');
  expect(code).toBe(0);
  expect(stdout).toBe(
    `ssh -o HostKeyAlias=ven-${scene.edge.uuid} -o StrictHostKeyChecking=accept-new -l user -J me@lab 192.0.2.7\n`,
  );
  const other = await scene.ven('ssh', 'edge-a', '--json', '--', 'ls', '-l', "it's");
  expect(JSON.parse(other.stdout)).toMatchObject({
    command: [
      ...['ssh', '-o', containing('HostKeyAlias'), '-o', containing('accept-new')],
      '192.0.2.7',
      '--',
      'ls',
      '-l',
      "it's",
    ],
  });
});

test('OpenSSH runs, and its exit code is that of ven', async () => {
  await withAddress('127.0.0.1');
  // Nothing listens there.
  const { code, stderr } = await scene.ven('ssh', 'edge-a', '--port', '1', '--', 'true');
  expect({ code, stderr }).toEqual({ code: 255, stderr: containing('127.0.0.1 port 1') });
  expect(stderr.split('\n')[0]).toMatch(/^ssh -o HostKeyAlias=\S+ .* -p 1 127\.0\.0\.1 -- true$/);
});

test('without OpenSSH, or without an address, it says what to do', async () => {
  const early = await scene.ven('ssh', 'edge-a');
  expect(early).toMatchObject({ code: 1, stderr: containing('has no address yet') });
  await withAddress('127.0.0.1');
  const env = { ...scene.env, PATH: '/nowhere' };
  const { code, stderr } = await scene.program.run(['ssh', 'edge-a'], { env });
  expect({ code, stderr }).toEqual({ code: 1, stderr: containing('openssh-client') });
});
