import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { templateRequest } from '../../../lib/contract/template.ts';
import { OPERATOR } from '../../testing/core.ts';
import { startConsole } from '../../testing/test-server.ts';

const OWN = templateRequest.parse({
  ...{ name: 'own', title: 'Own', for: ['http-boot', 'none', 'simulator'] },
  ...{ vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
  details: { site: 'site-0123abcd', metadata: { rack: '7' } },
  ready: { kind: 'text', text: 'Up and running' },
  recovery: { rebootAtIpxe: true, retries: 1 },
});

test('a node says what applies to it: the template’s, or in its place what the create said', async () => {
  const { core } = await startConsole();
  await core.templates.add(OWN, OPERATOR);
  const settings = async (name: string, changes: object) => {
    const request = createRequest.parse({ name, template: 'own', start: false, ...changes });
    await core.nodes.create(request, OPERATOR);
    return (await core.nodes.detail(name)).settings;
  };
  const { details, ready, recovery } = OWN;
  const osProfile = null;
  expect(await settings('plain', {})).toEqual({
    osProfile,
    details,
    ready,
    recovery,
    checkpointAt: null,
    reported: false,
  });
  const off = { rebootAtIpxe: false, resetAtShell: false, retries: 0 };
  const changed = await settings('changed', {
    ...{ recovery: off, ready: { kind: 'login-prompt' } },
    ...{ details: { metadata: { row: '2' } }, osProfile: 'ubuntu' },
  });
  expect(changed).toMatchObject({ recovery: off, ready: { kind: 'login-prompt' }, osProfile: 'ubuntu' });
  expect(changed.details).toEqual({ site: 'site-0123abcd', metadata: { rack: '7', row: '2' } });
});

test('the template may change: the node keeps what its version said, also when it is deleted', async () => {
  const { core, delete: remove } = await started();
  await core.templates.edit({ ...OWN, recovery: { ...OWN.recovery, retries: 9 }, basedOn: 1 }, OPERATOR);
  expect((await core.nodes.detail('edge')).settings.recovery.retries).toBe(1);
  await remove();
  expect((await core.nodes.detail('edge')).settings.recovery.retries).toBe(1);
});

async function started() {
  const { core } = await startConsole();
  await core.templates.add(OWN, OPERATOR);
  await core.nodes.create(createRequest.parse({ name: 'edge', template: 'own', start: false }), OPERATOR);
  const remove = async () => {
    await core.nodes.remove('edge', { orchestrator: false }, OPERATOR);
    await expect.poll(async () => (await core.nodes.detail('edge')).deletedAt).not.toBeNull();
  };
  return { core, delete: remove };
}
