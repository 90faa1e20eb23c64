import { z } from 'zod';
import {
  basis,
  evidence,
  failure,
  receivedStatus,
  stageProgress,
  provisioningStep,
  stageName,
  stageOutcome,
} from '../../lib/contract/boot.ts';
import { ConsoleError, failureNote } from '../../lib/contract/error.ts';
import { nodeRegistration } from '../../lib/contract/node-entry.ts';
import { DEFAULT_MACHINE, machine } from '../../lib/contract/machine.ts';
import { bootSource } from '../../lib/contract/boot-source.ts';
import { networkKind } from '../../lib/contract/node-network.ts';
import { answering, createRequest, flow } from '../../lib/contract/node.ts';
import { runCancellation, runHold } from '../../lib/contract/run-hold.ts';
import { operationKind, operationStep } from '../../lib/contract/operation.ts';
import { auditEvent as auditContract, role } from '../../lib/contract/session.ts';
import { ENDINGS, STAGES } from '../../lib/domain/stages.ts';

/** A moment, as ISO text. */
export const iso = z.date().transform((date) => date.toISOString());

export const text = z.string();

/** A column of JSON text. */
export const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** A column of JSON text that is empty in rows of older versions. */
const listOf = <S extends z.ZodType>(schema: S) =>
  json(z.array(schema))
    .nullable()
    .transform((list) => list ?? []);

/** Earlier versions stored a sentence here, which is no longer shown. */
const operationStepColumn = json(operationStep).nullable().catch(null);

const runControl = z.object({
  hold: runHold.nullable(),
  forgiven: z.array(text),
  cancel: runCancellation
    .extend({
      orchestrator: z.boolean(),
      pending: z.array(text),
    })
    .nullable(),
});

export const runRow = z.object({
  id: text,
  template: text,
  templateVersion: z.int().nullable(),
  orchestrator: text.nullable(),
  request: json(createRequest).nullable(),
  placement: listOf(text),
  control: json(runControl).nullable(),
  endedAt: iso.nullable(),
  createdAt: iso,
  createdBy: text,
});

const storedNode = z.object({
  id: text,
  name: text,
  uuid: text,
  serial: text,
  mac: text,
  host: text,
  template: text,
  templateVersion: z.int().nullable(),
  orchestrator: text.nullable(),
  flow,
  bootMethod: text,
  bootSource: json(bootSource).nullable(),
  seedPassword: text.nullable(),
  vcpus: z.int(),
  memoryMiB: z.int(),
  diskGiB: z.int(),
  machine: json(machine)
    .nullable()
    .transform((stored) => stored ?? DEFAULT_MACHINE),
  registration: json(nodeRegistration).nullable(),
  runId: text,
  network: text,
  networkKind: networkKind.nullable().transform((kind) => kind ?? 'own'),
  pool: text.nullable(),
  stage: z.enum([...STAGES, ...ENDINGS]),
  failure: json(failure).nullable(),
  progress: json(stageProgress).nullable(),
  address: text.nullable(),
  createdAt: iso,
  createdBy: text,
  readyAt: iso.nullable(),
  deletedAt: iso.nullable(),
  note: text.nullable().transform((note) => note ?? ''),
  labels: listOf(text),
  files: text.nullable(),
});

/** Older rows have only the kind of the source, which needs no more then. */
export const nodeRow = storedNode.transform(({ bootMethod, ...row }) => ({
  ...row,
  bootSource: row.bootSource ?? bootSource.parse({ kind: bootMethod }),
}));

export const operationRow = z.object({
  id: text,
  kind: operationKind,
  nodeId: text,
  state: z.enum(['recorded', 'acting', 'succeeded', 'failed']),
  step: operationStepColumn,
  request: json(z.record(text, z.unknown())),
  by: text,
  recordedAt: iso,
  endedAt: iso.nullable(),
  error: json(failureNote).nullable(),
});

export const bootRow = z.object({
  id: text,
  nodeId: text,
  number: z.int(),
  startedAt: iso,
  endedAt: iso.nullable(),
  endReason: text.nullable(),
  failure: json(failure).nullable(),
  steps: listOf(provisioningStep),
  powerOnId: text.nullable(),
  answering: json(answering).nullable(),
  pinnedAt: iso.nullable(),
  pinnedBy: text.nullable(),
  checkpoint: text.nullable(),
});

export const bootAge = z
  .object({
    id: text,
    nodeId: text,
    number: z.int(),
    endedAt: iso.nullable(),
    pinnedAt: iso.nullable(),
    node: z.object({ deletedAt: iso.nullable() }),
  })
  .transform(({ node, ...boot }) => ({ ...boot, ...node }));

export const nodeIdentity = z.object({
  id: text,
  name: text,
  serial: text,
  uuid: text,
  host: text,
  runId: text,
  deletedAt: iso.nullable(),
});

export const bootPlace = z.object({
  id: text,
  number: z.int(),
  startedAt: iso,
  endedAt: iso.nullable(),
  node: nodeIdentity,
});

/** Only what its times depend on: there are many of them. */
export const timedBoot = z
  .object({
    node: z.object({ template: text, host: text, orchestrator: text.nullable() }),
    stages: z.array(
      z
        .object({ stage: stageName, basis, startedAt: iso, endedAt: iso.nullable(), outcome: stageOutcome })
        .transform((event) => ({ ...event, evidence: null, progress: null, statuses: [] })),
    ),
  })
  .transform(({ node, stages }) => ({ ...node, stages }));

export const stageRow = z.object({
  id: text,
  bootId: text,
  stage: stageName,
  basis,
  startedAt: iso,
  endedAt: iso.nullable(),
  outcome: stageOutcome,
  evidence: json(evidence).nullable(),
  progress: json(stageProgress).nullable(),
  statuses: listOf(receivedStatus),
});

export const userRow = z.object({ id: text, email: text, passwordHash: text, role, createdAt: iso });

export const sessionRow = z.object({
  id: text,
  userId: text,
  hash: text,
  kind: z.enum(['session', 'token']),
  name: text,
  role,
  createdAt: iso,
  lastUsedAt: iso.nullable(),
  expiresAt: iso,
});

export const auditRow = z.object({
  id: text,
  at: iso,
  by: text,
  address: text.nullable(),
  action: text,
  target: text.nullable(),
  outcome: auditContract.shape.outcome,
  detail: text,
});

/** Validates a row: the database may be older than this program, or have been edited. */
export function parsed<S extends z.ZodType>(schema: S, row: unknown): z.output<S> {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const columns = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ');
  const id = z.object({ id: text }).safeParse(row).data?.id ?? 'unknown';
  throw new ConsoleError('database-unusable', `The row ${id} of the database makes no sense: ${columns}.`, {
    fix: 'Restore the database from a backup, or correct the row.',
  });
}

export function parsedOrNull<S extends z.ZodType>(schema: S, row: unknown): z.output<S> | null {
  return row === null ? null : parsed(schema, row);
}

export const parsedAll = <S extends z.ZodType>(schema: S, rows: readonly unknown[]): z.output<S>[] =>
  rows.map((row) => parsed(schema, row));

/** The counterpart of `json`; a property that a patch lacks stays absent. */
export function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
