import { expect, it } from 'vitest';
import { bootTimes, bootTimesQuery } from '../../../lib/contract/boot-times.ts';
import { MOMENT } from '../../testing/database.ts';
import { parsed, refusal, send } from '../../testing/request.ts';
import { startConsole } from '../../testing/test-server.ts';

const AFTER_MS = 8000;

it('the stages of past boots, by what their nodes were made with, within so many days', async () => {
  const server = await startConsole();
  const node = await server.addNode('edge');
  await server.recordBoot(node, 'x');
  const boot = await server.database.boots.latest(node.id);
  await server.database.boots.saveStage({
    ...{ id: 'one', bootId: boot?.id ?? '', stage: 'firmware', basis: 'observed', startedAt: MOMENT },
    ...{ endedAt: new Date(Date.parse(MOMENT) + AFTER_MS).toISOString(), outcome: 'passed' },
    ...{ evidence: null, progress: null, statuses: [] },
  });
  const headers = await server.as('viewer');
  const get = (query: string) => send(server, `/api/v1/boot-times?${query}`, { headers });
  const times = { boots: 1, p50: AFTER_MS, p95: AFTER_MS };
  const group = { boots: 1, ready: 0, failed: 0, toReady: null, stages: [{ stage: 'firmware', ...times }] };
  for (const [by, name] of [
    ['template', node.template],
    ['host', node.host],
    ['orchestrator', node.orchestrator],
  ] as const) {
    const found = await parsed(bootTimes, await get(`days=3650&by=${by}&${by}=${name ?? 'none'}`));
    expect(found).toMatchObject({ by, boots: 1, cut: false, groups: [{ ...group, name }] });
  }
  for (const other of [
    'days=3650&host=elsewhere',
    `days=3650&orchestrator=${node.orchestrator === null ? 'x' : 'none'}`,
  ])
    expect(await parsed(bootTimes, await get(other))).toMatchObject({ boots: 0, groups: [] });
  expect(await refusal(await get('by=colour'))).toMatchObject({ code: 'invalid', status: 422 });
});

it('boots before that do not count', async () => {
  const server = await startConsole();
  await server.recordBoot(await server.addNode('edge'), 'x');
  const far = (Date.now() - Date.parse(MOMENT)) / 86_400_000;
  const within = async (days: number) =>
    (
      await server.core.bootTimes({
        by: 'host',
        days,
        template: undefined,
        host: undefined,
        orchestrator: undefined,
      })
    ).boots;
  expect([await within(Math.ceil(far) + 1), await within(Math.floor(far) - 1)]).toEqual([1, 0]);
});

it('is read once for all who ask at about the same time', async () => {
  const server = await startConsole();
  const ask = () => server.core.bootTimes(bootTimesQuery.parse({ days: 3650 }));
  const [one, other] = await Promise.all([ask(), ask()]);
  expect(other).toBe(one);
});
