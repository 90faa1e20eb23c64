import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { cleanUpResult, projectHost } from '../../lib/contract/project-host.ts';
import { OPERATOR } from '../../server/testing/core.ts';
import { MOMENT, storedNode } from '../../server/testing/database.ts';
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
