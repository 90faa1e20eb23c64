import type { Database, StageRow } from './api.ts';
import type { Client } from './client.ts';
import { bootAge, bootRow, jsonOrNull, parsedAll, parsedOrNull, stageRow } from './rows.ts';

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
  };
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
