import { expect, test } from 'vitest';
import type { Change } from '../../../lib/contract/live.ts';
import { templateRequest, type TemplateInput } from '../../../lib/contract/template.ts';
import { nodeName } from '../../../lib/domain/names.ts';
import type { Database } from '../../db/api.ts';
import { MOMENT, nodeRow, ownDatabase } from '../../testing/database.ts';
import { sampleOrchestrator } from '../../testing/samples.ts';
import type { Actor } from '../api.ts';
import { Bus } from '../bus.ts';
import { SHIPPED_TEMPLATES } from './shipped.ts';
import { Templates } from './templates.ts';

const OPERATOR: Actor = { userId: 'u', name: 'one@example.org', role: 'operator' };
const OTHER: Actor = { userId: 'v', name: 'other@example.org', role: 'operator' };
const OWN: TemplateInput = {
  ...{ name: 'own', title: 'Own', for: ['simulator'] },
  ...{ vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
};
const own = (changes: Partial<TemplateInput> = {}) => templateRequest.parse({ ...OWN, ...changes });

async function opened(database: Database, shipped = SHIPPED_TEMPLATES) {
  const bus = new Bus(0);
  const changes: Change[] = [];
  bus.on((change) => changes.push(change));
  const templates = await Templates.open({ database, bus, now: () => MOMENT }, shipped);
  return { templates, changes, at: (name: string) => templates.latest().find((each) => each.name === name) };
}

test('a shipped template becomes a version when it changes, and nodes keep theirs', async () => {
  const database = await ownDatabase();
  const [first, ...others] = SHIPPED_TEMPLATES;
  if (first === undefined) throw new Error('there are templates');
  const changed = { ...first, osProfile: 'another', vcpus: 8 };
  expect((await opened(database)).templates.latest().map(({ version }) => version)).toEqual(
    SHIPPED_TEMPLATES.map(() => 1),
  );
  await opened(database);
  const { templates, at } = await opened(database, [changed, ...others]);
  expect(at(first.name)).toMatchObject({ ...changed, version: 2, shipped: true });
  expect(await database.templates.get(first.name, 2)).toMatchObject({ definition: changed });
  expect(await database.templates.get(first.name, 3)).toBeNull();
  const node = (templateVersion: number | null) => nodeRow('run', { template: first.name, templateVersion });
  expect(await templates.of(node(1))).toEqual(first);
  expect(await templates.of(node(2))).toMatchObject(changed);
  // Adopted, or older than versions.
  expect(await templates.of(node(null))).toMatchObject(changed);
  expect(await templates.of(node(7))).toBeNull();
  // Back to what it was: versions only count on.
  expect((await opened(database)).at(first.name)).toMatchObject({ ...first, version: 3 });
});

test('an own template is stored, listed after the shipped ones, announced, and there after a restart', async () => {
  const database = await ownDatabase();
  const { templates, changes } = await opened(database);
  const added = await templates.add(own(), OPERATOR);
  expect(added).toEqual({
    ...{ ...own(), version: 1, shipped: false },
    ...{ createdAt: MOMENT, createdBy: OPERATOR.name },
  });
  expect(changes).toEqual([{ kind: 'template', object: added }]);
  expect((await opened(database)).templates.latest().at(-1)).toEqual(added);
  await expect(templates.add(own(), OPERATOR)).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field: 'name' }],
  });
});

test('an edit is the next version, and one that changes nothing is none', async () => {
  const database = await ownDatabase();
  const { templates } = await opened(database);
  await templates.add(own(), OPERATOR);
  expect(await templates.edit({ ...own({ vcpus: 4 }), basedOn: 1 }, OTHER)).toMatchObject({
    ...{ version: 2, vcpus: 4, createdBy: OTHER.name },
  });
  expect(await templates.edit({ ...own({ vcpus: 4 }), basedOn: 1 }, OPERATOR)).toMatchObject({ version: 2 });
  expect(await templates.versions('own')).toMatchObject([
    { version: 2, vcpus: 4 },
    { version: 1, vcpus: 1 },
  ]);
  expect(await templates.get('own', 1)).toMatchObject({ vcpus: 1, createdBy: OPERATOR.name });
});

test('of two that edit at once one is told, and no edit is lost', async () => {
  const { templates, at } = await opened(await ownDatabase());
  await templates.add(own(), OPERATOR);
  const outcomes = await Promise.allSettled([
    templates.edit({ ...own({ vcpus: 2 }), basedOn: 1 }, OPERATOR),
    templates.edit({ ...own({ vcpus: 3 }), basedOn: 1 }, OTHER),
  ]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    {
      status: 'rejected',
      reason: {
        code: 'conflict',
        message: `"own" was changed meanwhile: ${OPERATOR.name} saved version 2, and this edit is based on version 1.`,
        errors: [{ field: 'basedOn' }],
      },
    },
  ]);
  expect(at('own')).toMatchObject({ vcpus: 2, version: 2 });
});

test('one that is removed stays for its nodes, and its name is free again', async () => {
  const database = await ownDatabase();
  const { templates, changes, at } = await opened(database);
  await templates.add(own(), OPERATOR);
  await templates.remove('own', OPERATOR);
  expect(changes.at(-1)).toEqual({ kind: 'template-removed', object: { name: 'own' } });
  expect(at('own')).toBeUndefined();
  await expect(templates.remove('own', OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
  const node = nodeRow('run', { template: 'own', templateVersion: 1 });
  expect(await templates.of(node)).toEqual(own());
  const again = await opened(database);
  expect(again.at('own')).toBeUndefined();
  expect(await again.templates.add(own({ vcpus: 8 }), OTHER)).toMatchObject({ version: 2 });
  expect(await again.templates.versions('own')).toMatchObject([{ version: 2 }]);
  expect(await again.templates.of(node)).toEqual(own());
});

test('a shipped template is neither edited nor removed', async () => {
  const { templates } = await opened(await ownDatabase());
  const refused = { code: 'conflict', message: '"ubuntu" came with the console and cannot be changed.' };
  await expect(templates.edit({ ...own({ name: 'ubuntu' }), basedOn: 1 }, OPERATOR)).rejects.toMatchObject(
    refused,
  );
  await expect(templates.remove('ubuntu', OPERATOR)).rejects.toMatchObject(refused);
});

test('a person’s template is not replaced by one of its name that a later console ships', async () => {
  const database = await ownDatabase();
  await (await opened(database)).templates.add(own(), OPERATOR);
  const shipped = [...SHIPPED_TEMPLATES, own({ vcpus: 16 })];
  const later = await opened(database, shipped);
  expect(later.at('own')).toMatchObject({ vcpus: 1, version: 1, shipped: false });
  await later.templates.remove('own', OPERATOR);
  expect((await opened(database, shipped)).at('own')).toMatchObject({ vcpus: 16, version: 2, shipped: true });
});

test('a viewer changes none', async () => {
  const { templates } = await opened(await ownDatabase());
  const viewer: Actor = { ...OPERATOR, role: 'viewer' };
  const refused = /requires the role operator/;
  expect(() => templates.add(own(), viewer)).toThrow(refused);
  expect(() => templates.edit({ ...own(), basedOn: 1 }, viewer)).toThrow(refused);
  expect(() => templates.remove('own', viewer)).toThrow(refused);
  await expect(templates.import({ yaml: '' }, viewer)).rejects.toThrow(refused);
});

test('an import adds, changes nothing when repeated, and replaces only when it says what', async () => {
  const { templates } = await opened(await ownDatabase());
  const file = (vcpus: number) => JSON.stringify({ ...OWN, vcpus });
  expect(await templates.import({ yaml: file(1) }, OPERATOR)).toMatchObject({ version: 1 });
  expect(await templates.import({ yaml: await templates.export('own') }, OPERATOR)).toMatchObject({
    version: 1,
  });
  await expect(templates.import({ yaml: file(2) }, OTHER)).rejects.toMatchObject({
    code: 'conflict',
    message: 'There is a template "own" already, which differs in: vcpus.',
  });
  expect(await templates.import({ yaml: file(2), basedOn: 1 }, OTHER)).toMatchObject({ version: 2 });
  await expect(templates.import({ yaml: file(3), basedOn: 1 }, OPERATOR)).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field: 'basedOn' }],
  });
});

test.for([
  ['simulator', 'ubuntu'],
  ['edge-orchestrator', 'ubuntu-22.04'],
  ['http-boot', 'http-boot'],
  ['none', 'cloud-image'],
] as const)('for an orchestrator of kind %s the default is %s', async ([kind, name]) => {
  const { templates } = await opened(await ownDatabase());
  expect(templates.choose(undefined, sampleOrchestrator(kind))).toMatchObject({ name });
});

test('a template for another kind of orchestrator is refused, and those that fit are named', async () => {
  const { templates } = await opened(await ownDatabase());
  expect(() => templates.choose('microvisor', sampleOrchestrator('http-boot'))).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: 'The template "microvisor" is for the simulator, not for "lab", an HTTP boot server.',
      fix: 'Choose one of: http-boot.',
      errors: [expect.objectContaining({ field: 'template' })],
    }),
  );
  expect(() => templates.choose('x', sampleOrchestrator('edge-orchestrator'))).toThrow(
    'There is no template "x".',
  );
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
