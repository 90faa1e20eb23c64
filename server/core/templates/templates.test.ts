import { expect, test } from 'vitest';
import { nodeName } from '../../../lib/domain/names.ts';
import { type OrchestratorStatus } from '../../orchestrator/api.ts';
import { MOMENT, nodeRow, ownDatabase } from '../../testing/database.ts';
import { SHIPPED_TEMPLATES } from './shipped.ts';
import { Templates } from './templates.ts';

const orchestrator = (kind: OrchestratorStatus['kind']): OrchestratorStatus => ({
  ...{ name: 'lab', kind, url: null, state: 'ok', reason: null, fix: null, revision: 1 },
});
const now = () => MOMENT;

test('a shipped template becomes a version when it changes, and nodes keep theirs', async () => {
  const database = await ownDatabase();
  const [first, ...others] = SHIPPED_TEMPLATES;
  if (first === undefined) throw new Error('there are templates');
  const changed = { ...first, osProfile: 'another', vcpus: 8 };
  expect((await Templates.open(database, now)).list().map(({ version }) => version)).toEqual(
    SHIPPED_TEMPLATES.map(() => 1),
  );
  await Templates.open(database, now);
  const templates = await Templates.open(database, now, [changed, ...others]);
  expect(templates.list()[0]).toEqual({ ...changed, version: 2 });
  expect(await database.templates.get(first.name, 2)).toMatchObject({ definition: changed });
  expect(await database.templates.get(first.name, 3)).toBeNull();
  const node = (templateVersion: number | null) => nodeRow('run', { template: first.name, templateVersion });
  expect(await templates.of(node(1))).toEqual(first);
  expect(await templates.of(node(2))).toMatchObject(changed);
  // Adopted, or older than versions.
  expect(await templates.of(node(null))).toMatchObject(changed);
  expect(await templates.of(node(7))).toBeNull();
  // Back to what it was: versions only count on.
  const again = await Templates.open(database, now);
  expect(again.list()[0]).toEqual({ ...first, version: 3 });
});

test.for([
  ['simulator', 'ubuntu'],
  ['edge-orchestrator', 'ubuntu-22.04'],
  ['http-boot', 'http-boot'],
  ['none', 'http-boot'],
] as const)('for an orchestrator of kind %s the default is %s', async ([kind, name]) => {
  const templates = await Templates.open(await ownDatabase(), now);
  expect(templates.choose(undefined, orchestrator(kind))).toMatchObject({ name });
});

test('a template for another kind of orchestrator is refused, and those that fit are named', async () => {
  const templates = await Templates.open(await ownDatabase(), now);
  expect(() => templates.choose('microvisor', orchestrator('http-boot'))).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: 'The template "microvisor" is for the simulator, not for "lab", an HTTP boot server.',
      fix: 'Choose one of: http-boot.',
      errors: [expect.objectContaining({ field: 'template' })],
    }),
  );
  expect(() => templates.choose('x', orchestrator('edge-orchestrator'))).toThrow('There is no template "x".');
});

test('machines for an Edge Orchestrator are what its actions can install on', () => {
  const real = SHIPPED_TEMPLATES.filter((each) => each.for.includes('edge-orchestrator'));
  expect(real.length).toBeGreaterThan(3);
  for (const template of real) {
    expect(template).toMatchObject({ vcpus: 4, memoryMiB: 8192, diskGiB: 110, machine: { diskBus: 'sata' } });
  }
  // Nodes are named after them.
  for (const { name } of SHIPPED_TEMPLATES) expect(nodeName.parse(`${name}-1`)).toBe(`${name}-1`);
});
