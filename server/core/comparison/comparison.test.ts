import { expect, it } from 'vitest';
import { bootComparison } from '../../../lib/contract/boot-comparison.ts';
import { recordedPort } from '../../testing/console/recordings.ts';
import { parsed, refusal, send } from '../../testing/request.ts';
import { startConsole } from '../../testing/test-server.ts';

/** Each node has one finished boot, with what its first port printed. */
async function compared(base: string | Buffer, other: string | Buffer) {
  const server = await startConsole();
  await server.recordBoot(await server.addNode('edge-1'), base);
  await server.recordBoot(await server.addNode('edge-2'), other);
  const headers = await server.as('viewer');
  return (query: string) => send(server, `/api/v1/nodes/edge-1/boots/1/comparison${query}`, { headers });
}

it('a real boot differs from itself under another name, address and time in nothing', async () => {
  const boot = recordedPort('io-ubuntu', 0);
  const disguised = boot
    .toString('latin1')
    .replaceAll('52:54:00', '52:54:01')
    .replaceAll(/\[( *)(\d+)\.(\d{6})\]/g, '[$1$2.123456]')
    .replaceAll(/\b192\.168\.(\d+)\.(\d+)\b/g, '192.168.200.77');
  const get = await compared(boot, Buffer.from(disguised, 'latin1'));
  const { ports, base, other } = await parsed(bootComparison, await get('?node=edge-2'));
  expect([base.node.name, other.node.name]).toEqual(['edge-1', 'edge-2']);
  expect(ports[0]?.stages.map(({ differences }) => differences)).toEqual([0]);
});

it('what only one boot printed is shown, with its place in the log', async () => {
  const before = 'BdsDxe: loading Boot0001\r\n';
  const get = await compared(
    `${before}>>Start HTTP Boot over IPv4\r\nStation IP address is 192.0.2.5\r\n`,
    `${before}>>Start HTTP Boot over IPv4\r\nPXE-E18: Server response timeout.\r\n`,
  );
  const { ports } = await parsed(bootComparison, await get('?node=edge-2&boot=1'));
  const lines = ports[0]?.stages.flatMap(({ parts }) => parts.flatMap((part) => part.lines));
  expect(lines?.filter(({ mark }) => mark !== ' ')).toEqual([
    { mark: '-', text: 'Station IP address is 192.0.2.5', offset: 55 },
    { mark: '+', text: 'PXE-E18: Server response timeout.', offset: 55 },
  ]);
});

it('by default, the other one is the latest of the same node', async () => {
  const get = await compared('a', 'b');
  const { other } = await parsed(bootComparison, await get(''));
  expect(other).toMatchObject({ node: { name: 'edge-1' }, boot: 1 });
});

it('a boot that does not exist is refused, with those that do', async () => {
  const get = await compared('a', 'b');
  expect(await refusal(await get('?node=edge-2&boot=7'))).toMatchObject({ status: 404, code: 'not-found' });
});
