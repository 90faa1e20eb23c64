import type { Database, StageRow, TimedBoots } from './api.ts';
import type { Client } from './client.ts';
import {
  bootAge,
  bootPlace,
  bootRow,
  jsonOrNull,
  parsedAll,
  parsedOrNull,
  stageRow,
  timedBoot,
} from './rows.ts';

export function bootsIn(client: Client): Database['boots'] {
  return {
    begin: async (boot) => {
      const { failure, steps, answering, ...plain } = boot;
      await client.boot.create({
        data: {
          ...plain,
          failure: jsonOrNull(failure),
          steps: jsonOrNull(steps),
          answering: jsonOrNull(answering),
        },
      });
    },
    update: async (id, { failure, steps, answering, ...plain }) => {
      const data = {
        ...plain,
        ...(failure === undefined ? {} : { failure: jsonOrNull(failure) }),
        ...(steps === undefined ? {} : { steps: jsonOrNull(steps) }),
        ...(answering === undefined ? {} : { answering: jsonOrNull(answering) }),
      };
      await client.boot.update({ where: { id }, data });
    },
    ofNode: async (nodeId) =>
      parsedAll(bootRow, await client.boot.findMany({ where: { nodeId }, orderBy: { number: 'asc' } })),
    ofRun: async (runId) =>
      parsedAll(
        bootRow,
        await client.boot.findMany({ where: { node: { runId } }, orderBy: { number: 'asc' } }),
      ),
    latest: async (nodeId) =>
      parsedOrNull(bootRow, await client.boot.findFirst({ where: { nodeId }, orderBy: { number: 'desc' } })),
    saveStage: async (stage) => {
      const { id, ...columns } = stageColumns(stage);
      await client.stageEvent.upsert({ where: { id }, create: { id, ...columns }, update: columns });
    },
    stages: async (bootIds) => {
      // Ids are numbered in order of arrival; times can be equal.
      const where = { bootId: { in: [...bootIds] } };
      return parsedAll(stageRow, await client.stageEvent.findMany({ where, orderBy: { id: 'asc' } }));
    },
    ages: async () => {
      const select = {
        ...{ id: true, nodeId: true, number: true, endedAt: true, pinnedAt: true },
        node: { select: { deletedAt: true } },
      };
      return parsedAll(bootAge, await client.boot.findMany({ select }));
    },
    timed: async (which) => parsedAll(timedBoot, await timedBoots(client, which)),
    ...placesIn(client),
  };
}

function placesIn(client: Client): Pick<Database['boots'], 'places' | 'idsOfNodes'> {
  return {
    places: async (ids) => {
      const select = { id: true, number: true, startedAt: true, endedAt: true, node: { select: IDENTITY } };
      const rows = await inParts(ids, (some) =>
        client.boot.findMany({ where: { id: { in: some } }, select }),
      );
      return parsedAll(bootPlace, rows);
    },
    idsOfNodes: async (nodeIds) => {
      const rows = await inParts(nodeIds, (some) =>
        client.boot.findMany({ where: { nodeId: { in: some } }, select: { id: true } }),
      );
      return rows.map(({ id }) => id);
    },
  };
}

/** Of a node. */
export const IDENTITY = {
  ...{ id: true, name: true, serial: true, uuid: true },
  ...{ host: true, runId: true, deletedAt: true },
} as const;

/** Both engines limit the parameters of a query. */
const PART = 1000;

async function inParts<Row>(
  ids: readonly string[],
  query: (some: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += PART) rows.push(...(await query(ids.slice(at, at + PART))));
  return rows;
}

function timedBoots(client: Client, { since, most, template, host, orchestrator }: TimedBoots) {
  const node = {
    ...(template === undefined ? {} : { template }),
    ...(host === undefined ? {} : { host }),
    ...(orchestrator === undefined ? {} : { orchestrator }),
  };
  return client.boot.findMany({
    where: { startedAt: { gte: since }, node },
    orderBy: { startedAt: 'desc' },
    take: most,
    select: {
      node: { select: { template: true, host: true, orchestrator: true } },
      stages: {
        select: { stage: true, basis: true, startedAt: true, endedAt: true, outcome: true },
        orderBy: { id: 'asc' },
      },
    },
  });
}

function stageColumns(stage: StageRow) {
  const { evidence, progress, statuses, ...plain } = stage;
  return {
    ...plain,
    evidence: jsonOrNull(evidence),
    progress: jsonOrNull(progress),
    statuses: statuses.length === 0 ? null : jsonOrNull(statuses),
  };
}
