import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { cleanUpResult, projectHost } from '../../lib/contract/project-host.ts';
import { createResponse } from '../../lib/contract/run.ts';
import { OPERATOR } from '../../server/testing/core.ts';
import { MOMENT, ownDirectory, storedNode } from '../../server/testing/database.ts';
import { eventually } from '../../server/testing/eventually.ts';
import { containing } from '../../server/testing/matching.ts';
import { asEdgeOrchestrator, stranger } from '../../server/testing/project.ts';
import { SimulatorProcess } from '../../server/testing/simulator.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterAll(() => simulator[Symbol.asyncDispose]());

test('a project is listed, its stale hosts cleaned up, and foreign ones only when named and confirmed', async () => {
  const { server } = scene;
  const ven = (...args: string[]) => scene.ven(...args);
  await server.core.orchestrators.add(asEdgeOrchestrator('lab', simulator), { ...OPERATOR, role: 'admin' });
  const other = stranger(simulator);
  onTestFinished(() => other[Symbol.asyncDispose]());
  const stale = await other.register('STALE1');
  await other.register('OTHER1');
  await storedNode(server.database, { name: 'gone', orchestrator: 'lab', deletedAt: MOMENT, ...stale });

  const listed = await ven('orchestrator', 'hosts', 'lab');
  expect(listed.stdout).toMatch(/^host-\w+ +stale +STALE1 +stale1 +- +\S.* gone$/m);
  expect(listed.stdout).toMatch(/^host-\w+ +foreign +OTHER1 /m);
  expect(listed.stdout).toContain('0 ours, 1 stale, 0 duplicate, 1 foreign\n');
  const status = await ven('host-status', '--orchestrator', 'lab');
  expect(status.stdout.split('\n')[0]).toMatch(/^SNo +Devserial +OS +Host +Instance +Prov_Stat +ProvStage$/);
  expect(status.stdout).toMatch(/^\d +OTHER1 +- +host-\w+ +- +- +-$/m);

  const dry = await ven('orchestrator', 'clean-up', 'lab', '--dry-run');
  expect(dry.stdout).toContain('STALE1');
  expect(dry.stdout).not.toContain('OTHER1');
  const unconfirmed = await ven('orchestrator', 'clean-up', 'lab');
  expect(unconfirmed).toMatchObject({ code: 2, stderr: containing('--yes') });
  const foreign = ['orchestrator', 'clean-up', 'lab', '--hosts', 'OTHER1', '--yes'];
  expect(await ven(...foreign)).toMatchObject({ code: 2, stderr: containing('"lab"') });
  expect(await ven(...foreign, '--hosts', 'NOWHERE1')).toMatchObject({ code: 3 });

  const cleaned = await ven('orchestrator', 'clean-up', 'lab', '--yes', '--json');
  const document = cleanUpResult.extend({ hosts: z.array(projectHost) }).parse(JSON.parse(cleaned.stdout));
  expect(document).toMatchObject({ removed: [containing('host-')], hosts: [{ serial: 'STALE1' }] });
  expect(await ven(...foreign, '--confirm', 'lab')).toMatchObject({ code: 0, stdout: containing('OTHER1') });
  await eventually('an empty project', async () =>
    (await ven('orchestrator', 'hosts', 'lab')).stdout.includes('no such hosts') ? true : undefined,
  );
});

test('machines of a CSV file become nodes or are only registered; mistakes name line and column', async () => {
  const { server } = scene;
  const ven = (...args: string[]) => scene.ven(...args);
  await server.core.orchestrators.add(asEdgeOrchestrator('lab', simulator), { ...OPERATOR, role: 'admin' });
  const heading = 'Serial,UUID,OSProfile,Metadata\n';
  const file = path.join(ownDirectory(), 'machines.csv');
  const write = (lines: string) => writeFileSync(file, `${heading}${lines}`);

  write('CSVNODE1\nCSVNODE2,abc\n');
  const wrong = await ven('create', '--csv', file);
  expect(wrong).toMatchObject({ code: 2, stderr: containing('line 3, column UUID: use a UUID') });
  expect(await server.core.nodes.list()).toHaveLength(1);

  const uuid = '1f0a3a52-6c5c-4a0e-9d3f-0123456789ab';
  write(`CSVNODE1,${uuid},,a=1\nCSVNODE2\n`);
  const made = await ven(
    'create',
    '--csv',
    file,
    '--name',
    'VEN-{00..01}',
    '--orchestrator',
    'sim',
    '--no-start',
    '--json',
  );
  const { nodes } = createResponse.parse(JSON.parse(made.stdout));
  expect(nodes.map(({ name, serial }) => [name, serial])).toEqual([
    ['VEN-00', 'CSVNODE1'],
    ['VEN-01', 'CSVNODE2'],
  ]);
  expect(nodes[0]?.uuid).toBe(uuid);

  write(`CSVREG01,,microvisor-standalone,a=1&b=2\n`);
  const only = ['create', '--register-only', '--orchestrator', 'lab', '--csv', file];
  expect(await ven(...only)).toMatchObject({ code: 0, stdout: containing('CSVREG01') });
  expect(await ven(...only)).toMatchObject({ code: 1, stderr: containing('Nothing was registered.') });
  expect(await server.core.nodes.list()).toHaveLength(3);
  const exported = await ven('orchestrator', 'hosts', 'lab', '--csv', '--search', 'CSVREG01');
  const [columns, row] = exported.stdout.split('\n');
  expect(columns).toMatch(/^Serial,UUID,OSProfile,Site,Secure,RemoteUser,Metadata,/);
  expect(row).toMatch(/^CSVREG01,,microvisor-standalone,,false,\S*,a=1&b=2,/);
});

test.each([
  [['create', '3', '--serials', 'AAAA1,AAAA2'], '2 machines were named for 3 nodes'],
  [['create', '--serials', 'AAAA1,AAAA2', '--uuids', 'x'], '1 UUIDs were given for 2 serial numbers'],
  [['create', '--serials', 'AAAA1', '--csv', 'x.csv'], 'only one of them'],
  [['create', '--uuids', '1f0a3a52-6c5c-4a0e-9d3f-0123456789ab'], 'only --register-only takes a UUID alone'],
  [['create', '--csv', '/nowhere/x.csv'], '/nowhere/x.csv cannot be read'],
  [['create', '--metadata', 'plain'], 'is not of the form key=value'],
  [['create', '--site', 'here'], 'details.site: use the resource id'],
  [['create', '--register-only'], '--register-only needs'],
  [['create', '3', '--name', 'VEN-{0..1}'], 'gives 2 names for 3 nodes'],
])('%j is refused, and nothing is made', async (args, expected) => {
  const { code, stderr } = await scene.ven(...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: containing(expected) });
  expect(await scene.server.core.nodes.list()).toHaveLength(1);
});

test('what the whole project installs automatically is shown, and changed only with a confirmation', async () => {
  const { server } = scene;
  const ven = (...args: string[]) => scene.ven('orchestrator', ...args);
  await server.core.orchestrators.add(asEdgeOrchestrator('lab', simulator), { ...OPERATOR, role: 'admin' });
  const shown = await ven('os', 'lab');
  expect(shown.stdout).toMatch(/^ubuntu-24.04-lts-generic-ext \(default\) /m);
  expect(shown.stdout).toContain('Installs ubuntu-24.04-lts-generic-ext automatically.');
  const change = ['policy', 'lab', '--default-os', 'microvisor-standalone', '--auto-provision', 'off'];
  expect(await ven(...change)).toMatchObject({ code: 2, stderr: containing('every machine of the project') });
  expect(await ven(...change, '--yes')).toMatchObject({
    ...{ code: 0, stdout: containing('automatically; its default OS is microvisor-standalone.') },
  });
  await expect(
    server.core.provisioning.change(
      'lab',
      { autoProvision: true, confirm: 'lap' },
      { ...OPERATOR, role: 'admin' },
    ),
  ).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'confirm' }] });
  expect(await ven('policy', 'lab', '--default-os', 'no-such', '--yes')).toMatchObject({ code: 1 });
  expect(await ven('policy', 'lab')).toMatchObject({ code: 2 });
  expect(await ven('os', 'sim')).toMatchObject({ code: 1, stderr: containing('has no API') });
  await ven(
    'policy',
    'lab',
    '--default-os',
    'ubuntu-24.04-lts-generic-ext',
    '--auto-provision',
    'on',
    '--yes',
  );
  expect((await server.core.provisioning.catalogue('lab')).policy).toMatchObject({ autoProvision: true });
});
