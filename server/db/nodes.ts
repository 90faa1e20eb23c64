import { ConsoleError } from '../../lib/contract/error.ts';
import type { Database, NodeRow, OperationRow, RunRow } from './api.ts';
import { IDENTITY } from './boots.ts';
import type { Client, Transaction, Writer } from './client.ts';
import { jsonOrNull, nodeIdentity, nodeRow, parsed, parsedAll, parsedOrNull } from './rows.ts';
import { operationColumns } from './operations.ts';

export function nodesIn(client: Client, transaction: Transaction): Database['nodes'] {
  return {
    create: (run, nodes, operations) =>
      transaction(async (writer) => {
        await refuseTaken(writer, nodes);
        // More nodes of a run that is there.
        await writer.run.upsert({
          where: { id: run.id },
          create: runColumns(run),
          update: { endedAt: null },
        });
        await writer.node.createMany({ data: nodes.map(nodeColumns) });
        await writer.operation.createMany({
          data: operations.map((row: OperationRow) => operationColumns(row)),
        });
      }),
    adopt: (run, node) =>
      transaction(async (writer) => {
        await refuseTaken(writer, [node]);
        // The nodes of one run are adopted one by one.
        await writer.run.upsert({ where: { id: run.id }, create: runColumns(run), update: {} });
        await writer.node.create({ data: nodeColumns(node) });
      }),
    list: async ({ deleted }) => {
      const where = deleted ? { deletedAt: { not: null } } : { deletedAt: null };
      return parsedAll(
        nodeRow,
        await client.node.findMany({ where, orderBy: [{ createdAt: 'asc' }, { name: 'asc' }] }),
      );
    },
    identities: async () => parsedAll(nodeIdentity, await client.node.findMany({ select: IDENTITY })),
    ofRun: async (runId) =>
      parsedAll(
        nodeRow,
        await client.node.findMany({ where: { runId }, orderBy: [{ createdAt: 'asc' }, { name: 'asc' }] }),
      ),
    get: async (id) => parsedOrNull(nodeRow, await client.node.findUnique({ where: { id } })),
    update: (id, patch) => update(client, transaction, id, patch),
  };
}

/** Writes the changes, and keeps the columns that are unique among existing nodes in step. */
async function update(
  client: Client,
  transaction: Transaction,
  id: string,
  patch: Partial<Omit<NodeRow, 'id'>>,
): Promise<void> {
  const { failure, progress, machine, bootSource, registration, labels, ...plain } = patch;
  const data = {
    ...plain,
    ...(failure === undefined ? {} : { failure: jsonOrNull(failure) }),
    ...(machine === undefined ? {} : { machine: JSON.stringify(machine) }),
    ...(registration === undefined ? {} : { registration: jsonOrNull(registration) }),
    ...(bootSource === undefined ? {} : bootColumns(bootSource)),
    ...(progress === undefined ? {} : { progress: jsonOrNull(progress) }),
    ...(labels === undefined ? {} : { labels: JSON.stringify(labels) }),
  };
  const { name, serial, uuid, deletedAt } = patch;
  if ([name, serial, uuid, deletedAt].every((value) => value === undefined)) {
    await client.node.update({ where: { id }, data });
    return;
  }
  await transaction(async (writer) => {
    const present = parsed(nodeRow, await writer.node.findUniqueOrThrow({ where: { id } }));
    const next: NodeRow = { ...present, ...patch };
    await writer.node.update({ where: { id }, data: { ...data, ...liveColumns(next) } });
  });
}

const runColumns = (run: RunRow) => ({
  ...run,
  request: jsonOrNull(run.request),
  placement: JSON.stringify(run.placement),
  control: jsonOrNull(run.control),
});

function nodeColumns(node: NodeRow) {
  return {
    ...node,
    failure: jsonOrNull(node.failure),
    progress: jsonOrNull(node.progress),
    machine: JSON.stringify(node.machine),
    labels: JSON.stringify(node.labels),
    registration: jsonOrNull(node.registration),
    ...bootColumns(node.bootSource),
    ...liveColumns(node),
  };
}

const bootColumns = (source: NodeRow['bootSource']) => ({
  bootMethod: source.kind,
  bootSource: JSON.stringify(source),
});

function liveColumns({ deletedAt, name, serial, uuid }: NodeRow) {
  return deletedAt === null
    ? { liveName: name, liveSerial: serial, liveUuid: uuid }
    : { liveName: null, liveSerial: null, liveUuid: null };
}

/** The unique indexes would also refuse them, but report only the first conflict, and not which node has it. */
async function refuseTaken(writer: Writer, nodes: readonly NodeRow[]): Promise<void> {
  const named = await writer.node.findMany({
    where: {
      OR: [
        { liveName: { in: nodes.map((node) => node.name) } },
        { liveSerial: { in: nodes.map((node) => node.serial) } },
        { liveUuid: { in: nodes.map((node) => node.uuid) } },
      ],
    },
  });
  const errors = nodes.flatMap((node) =>
    (['name', 'serial', 'uuid'] as const)
      .filter((field) => named.some((other) => other[field] === node[field]))
      .map((field) => ({ field, message: `${node[field]} is in use already` })),
  );
  if (errors.length === 0) return;
  const fields = [...new Set(errors.map(({ field }) => field))].join(' and ');
  throw new ConsoleError(
    'conflict',
    `${errors.map(({ field, message }) => `${field} ${message}`).join('; ')}.`,
    {
      fix: `Choose another ${fields}, or delete the node that has it.`,
      errors,
    },
  );
}
