import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { orchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import type { Change } from '../../../lib/contract/live.ts';
import { MOMENT, nodeRow, operationRow, ownDatabase, ownDirectory, runRow } from '../../testing/database.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Actor } from '../api.ts';
import { rowOf } from './definitions.ts';

const ADMIN: Actor = { userId: 'u', name: 'admin@localhost', role: 'admin' };
const BUILT_IN = 'sim';

const httpBoot = (name: string, bootProgramUrl = 'http://boot.example/ipxe.efi') =>
  orchestratorRequest.parse({ name, kind: 'http-boot', settings: { bootProgramUrl } });

async function openConsole(directory = ownDirectory()) {
  const database = await ownDatabase(directory);
  const core = await coreOver(new MemoryHost(), database, directory);
  const changes: Change[] = [];
  core.onChange((change) => changes.push(change));
  return { ...core, core, database, changes, directory };
}

test('one that was added is announced, listed after the built-in ones, and there after a restart', async () => {
  const { core, database, changes, directory } = await openConsole();
  const added = await core.orchestrators.add(httpBoot('lab'), ADMIN);
  expect(added).toMatchObject({
    ...{ name: 'lab', kind: 'http-boot', builtIn: false },
    url: 'http://boot.example/ipxe.efi',
  });
  expect(changes).toContainEqual({ kind: 'orchestrator', object: added });
  const both = [{ name: BUILT_IN, builtIn: true }, { name: 'lab' }];
  expect(await core.orchestrators.list()).toMatchObject(both);
  await core.close();
  await database.close();

  const again = await openConsole(directory);
  expect(await again.core.orchestrators.list()).toMatchObject(both);
  expect(await again.core.orchestrators.definition('lab')).toMatchObject({
    settings: { bootProgramUrl: 'http://boot.example/ipxe.efi' },
    ...{ secretsSet: [], secretsLost: false },
  });
});

test('settings can be edited, name and kind stay', async () => {
  const { core } = await openConsole();
  await core.orchestrators.add(httpBoot('lab'), ADMIN);
  const url = 'http://other.example/x.efi';
  expect(await core.orchestrators.edit(httpBoot('lab', url), ADMIN)).toMatchObject({ url });
  const another = orchestratorRequest.parse({ name: 'lab', kind: 'none' });
  await expect(core.orchestrators.edit(another, ADMIN)).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ field: 'kind' }],
  });
  expect(await core.orchestrators.list()).toMatchObject([{}, { name: 'lab', kind: 'http-boot', url }]);
});

test('neither a check that fails nor a refused edit changes what is stored', async () => {
  const { core, changes } = await openConsole();
  const { signal } = new AbortController();
  const nowhere = 'http://127.0.0.1:1/x.efi';
  const check = async (name: string) => {
    const states: string[] = [];
    const steps = await core.orchestrators.check(httpBoot(name, nowhere), {}, ADMIN, signal);
    for await (const { state } of steps) states.push(state);
    return states;
  };
  expect(await check('lab')).toContain('failed');
  expect(await core.orchestrators.list()).toHaveLength(1);
  await core.orchestrators.add(httpBoot('lab'), ADMIN);
  const before = await core.orchestrators.definition('lab');
  const said = changes.length;
  expect(await check('lab')).toContain('failed');
  const another = orchestratorRequest.parse({ name: 'lab', kind: 'none' });
  await expect(core.orchestrators.edit(another, ADMIN)).rejects.toMatchObject({ code: 'conflict' });
  expect(await core.orchestrators.definition('lab')).toEqual(before);
  expect(changes).toHaveLength(said);
});

test('one with nodes stays, one without goes, and everybody who looks hears of it', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const run = runRow();
  const node = nodeRow(run.id, { name: 'edge-1', orchestrator: 'lab' });
  // A create that has not ended would be rolled back, and the node with it.
  await database.nodes.create(run, [node], [operationRow(node.id, { state: 'succeeded', endedAt: MOMENT })]);
  await database.close();
  const { core, changes } = await openConsole(directory);
  await core.orchestrators.add(httpBoot('lab'), ADMIN);
  await core.orchestrators.add(httpBoot('spare'), ADMIN);
  await expect(core.orchestrators.remove('lab', ADMIN)).rejects.toMatchObject({
    code: 'conflict',
    message: '"lab" has nodes: edge-1.',
  });
  await core.orchestrators.remove('spare', ADMIN);
  expect(changes.at(-1)).toEqual({ kind: 'orchestrator-removed', object: { name: 'spare' } });
  expect((await core.orchestrators.list()).map(({ name }) => name)).toEqual([BUILT_IN, 'lab']);
});

test('what is part of the console is neither shown as settings, changed nor removed', async () => {
  const { core } = await openConsole();
  const refused = { code: 'conflict', message: '"sim" is part of the console.' };
  await expect(core.orchestrators.definition(BUILT_IN)).rejects.toMatchObject(refused);
  await expect(core.orchestrators.edit(httpBoot(BUILT_IN), ADMIN)).rejects.toMatchObject(refused);
  await expect(core.orchestrators.remove(BUILT_IN, ADMIN)).rejects.toMatchObject(refused);
});

test('what is built in wins over a row of its name, which stays', async () => {
  const directory = ownDirectory();
  const first = await openConsole(directory);
  await first.database.orchestrators.save(rowOf(httpBoot(BUILT_IN), MOMENT));
  await first.core.close();
  await first.database.close();
  const { core, database } = await openConsole(directory);
  expect(await core.orchestrators.list()).toMatchObject([{ name: BUILT_IN, builtIn: true }]);
  await expect(core.orchestrators.remove(BUILT_IN, ADMIN)).rejects.toMatchObject({ code: 'conflict' });
  expect(await core.orchestrators.list()).toHaveLength(1);
  expect(await database.orchestrators.get(BUILT_IN)).not.toBeNull();
});

test('of two that add the same name at once, one gets it', async () => {
  const { core } = await openConsole();
  const outcomes = await Promise.allSettled([
    core.orchestrators.add(httpBoot('lab', 'http://one.example/x'), ADMIN),
    core.orchestrators.add(httpBoot('lab', 'http://two.example/x'), ADMIN),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(outcomes[1]).toMatchObject({ reason: { code: 'conflict', errors: [{ field: 'name' }] } });
  expect(await core.orchestrators.list()).toMatchObject([{}, { url: 'http://one.example/x' }]);
});

test('one that does not exist is named in the error, with those that do', async () => {
  const { core } = await openConsole();
  await expect(core.orchestrators.remove('gone', ADMIN)).rejects.toMatchObject({
    code: 'not-found',
    fix: 'Known are: sim.',
  });
});

test.each(['operator', 'viewer'] as const)('a %s changes none', async (role) => {
  const { core } = await openConsole();
  const actor = { ...ADMIN, role };
  expect(() => core.orchestrators.add(httpBoot('lab'), actor)).toThrow(/requires the role admin/);
  expect(() => core.orchestrators.remove('lab', actor)).toThrow(/requires the role admin/);
});

const PASSWORD = 'the password of the API account';
const edge = (secrets: object, settings: object = {}) =>
  orchestratorRequest.parse({
    ...{ name: 'lab', kind: 'edge-orchestrator', secrets },
    settings: {
      ...{ cluster: 'edge.example', project: 'one', apiUser: 'api-user', onboardingUser: 'onboarder' },
      ...settings,
    },
  });

test('secrets are sealed, shown nowhere, and kept when an edit leaves them out', async () => {
  const { core, database, changes } = await openConsole();
  await expect(core.orchestrators.add(edge({}), ADMIN)).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ field: 'secrets.apiPassword' }],
  });
  expect(await core.orchestrators.list()).toHaveLength(1);
  await core.orchestrators.add(edge({ apiPassword: PASSWORD }), ADMIN);
  const onboarding = { onboardingPassword: 'typed-at-the-prompt' };
  await core.orchestrators.edit(edge(onboarding, { project: 'two' }), ADMIN);
  expect(await database.orchestrators.get('lab')).toMatchObject({
    settings: { project: 'two' },
    secrets: { apiPassword: PASSWORD, onboardingPassword: 'typed-at-the-prompt' },
  });
  const definition = await core.orchestrators.definition('lab');
  expect(definition.secretsSet.toSorted()).toEqual(['apiPassword', 'onboardingPassword']);
  expect(JSON.stringify([definition, await core.orchestrators.list(), changes])).not.toContain(PASSWORD);
});

test('stored passwords are neither sent to another server nor lost on the way there', async () => {
  const { core, database } = await openConsole();
  const secrets = { apiPassword: PASSWORD, onboardingPassword: 'typed-at-the-prompt' };
  await core.orchestrators.add(edge(secrets), ADMIN);
  const elsewhere = { services: { keycloak: 'https://keycloak.attacker.example' } };
  const refused = {
    code: 'invalid',
    errors: [{ field: 'secrets.apiPassword' }, { field: 'secrets.onboardingPassword' }],
  };
  const { signal } = new AbortController();
  await expect(core.orchestrators.edit(edge({}, elsewhere), ADMIN)).rejects.toMatchObject(refused);
  await expect(core.orchestrators.check(edge({}, elsewhere), {}, ADMIN, signal)).rejects.toMatchObject(
    refused,
  );
  expect(await database.orchestrators.get('lab')).toMatchObject({ settings: { services: {} }, secrets });
  const withoutAccount = edge({ apiPassword: 'another' }, { ...elsewhere, onboardingUser: null });
  await core.orchestrators.edit(withoutAccount, ADMIN);
  expect((await database.orchestrators.get('lab'))?.secrets).toEqual({ apiPassword: 'another' });
});

test('one whose secrets were sealed with a lost key is kept, says so, and takes them again', async () => {
  const directory = ownDirectory();
  const first = await openConsole(directory);
  await first.core.orchestrators.add(edge({ apiPassword: PASSWORD }), ADMIN);
  await first.core.close();
  await first.database.close();
  rmSync(path.join(directory, 'secret.key'));

  const { core } = await openConsole(directory);
  const [, lab] = await core.orchestrators.list();
  expect(lab).toMatchObject({ name: 'lab', kind: 'edge-orchestrator', state: 'refused' });
  expect(lab?.reason).toBe('The passwords of "lab" were sealed with another key.');
  expect(await core.orchestrators.definition('lab')).toMatchObject({ secretsSet: [], secretsLost: true });
  await expect(core.orchestrators.edit(edge({}), ADMIN)).rejects.toMatchObject({ code: 'invalid' });
  await core.orchestrators.edit(edge({ apiPassword: PASSWORD }), ADMIN);
  expect(await core.orchestrators.definition('lab')).toMatchObject({ secretsLost: false });
});
