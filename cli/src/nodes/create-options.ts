import { networkOf, PLACEMENT_FLAGS, placementOptions } from './placement-options.ts';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { BootSourceInput } from '../../../lib/contract/boot-source.ts';
import { checkpointStage } from '../../../lib/contract/checkpoint.ts';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { accelerationChoice, diskBus, tpmModel } from '../../../lib/contract/machine.ts';
import { createRequest, type CreateInput, flow } from '../../../lib/contract/node.ts';
import type { HostEntryToRegister } from '../../../lib/contract/node-entry.ts';
import { registerRequest, type RegisterInput } from '../../../lib/contract/project-host.ts';
import { csvErrorText, readHostsCsv } from '../../../lib/domain/hosts-csv.ts';
import { expandRange } from '../../../lib/domain/name-range.ts';
import { seconds } from '../command.ts';
import { BOOT_SOURCE_FLAGS, bootSourceOptions } from './boot-source-options.ts';
import { DETAILS_FLAGS, detailsOptions, detailsOf } from './details-options.ts';
import { readyOption } from './ready-option.ts';
import { recoveryOption } from './recovery-option.ts';

export const whole = z.coerce.number({ error: 'use a whole number' }).pipe(z.int('use a whole number'));

const listed = z.string().transform((list) => list.split(',').map((each) => each.trim()));

export const createOptions = detailsOptions.extend(bootSourceOptions.shape).extend({
  ...placementOptions.shape,
  template: z.string().optional(),
  name: z.string().optional(),
  serials: listed.optional(),
  uuids: listed.optional(),
  serialPattern: z.string().optional(),
  csv: z.string().optional(),
  registerOnly: z.boolean().default(false),
  flow: flow.optional(),
  os: z.string().optional(),
  host: z.string().optional(),
  hostLabels: listed.optional(),
  orchestrator: z.string().optional(),
  vcpus: whole.optional(),
  memory: whole.optional(),
  disk: whole.optional(),
  diskBus: diskBus.optional(),
  tpm: tpmModel.optional(),
  acceleration: accelerationChoice.optional(),
  /** With --secure-boot or --no-secure-boot only. */
  secureBoot: z.boolean().optional(),
  manufacturer: z.string().optional(),
  product: z.string().optional(),
  family: z.string().optional(),
  ready: readyOption.optional(),
  recovery: recoveryOption.optional(),
  checkpointAt: checkpointStage.or(z.literal('none').transform(() => null)).optional(),
  /** Set by commander for --no-start. */
  start: z.boolean().default(true),
  cleanStale: z.boolean().optional(),
  dryRun: z.boolean().default(false),
  stopAfter: z
    .literal('never')
    .transform(() => null)
    .or(whole)
    .optional(),
  wait: z.boolean().default(false),
  timeout: seconds.optional(),
  junit: z.string().optional(),
});
export type CreateOptions = z.infer<typeof createOptions>;

/** An hour: software emulation is slow. */
export const DEFAULT_TIMEOUT = 3600;

export const CREATE_FLAGS = [
  ['--template <name>', 'template (see ven template list; by default the first one for the orchestrator)'],
  ['--name <name>', 'name of the node, common prefix of several nodes, or a range: VEN-{000..009}'],
  ['--serials <a,b>', 'serial numbers, one for each node'],
  ['--uuids <a,b>', 'with --serials: their UUIDs, in the same order'],
  [
    '--serial-pattern <pattern>',
    'serial numbers with {n}, {nn} or {nnn} for the index, or a range: VEN{000..009}',
  ],
  [
    '--csv <file>',
    'machines from a file with the columns Serial, UUID, OSProfile, Site …; - is standard input',
  ],
  ['--register-only', 'only register the machines at the orchestrator, without creating nodes'],
  ['--flow <nio|io>', 'non-interactive (nio) or interactive (io) onboarding'],
  ['--os <profile>', 'OS profile that is installed, in place of the template’s (see ven orchestrator os)'],
  ['--host <name>', 'host; auto spreads them over hosts with room, and refuses what does not fit'],
  ['--host-labels <a,b>', 'labels that hosts need to have to be chosen'],
  ['--orchestrator <name>', 'orchestrator that onboards them'],
  ['--vcpus <n>', 'virtual CPUs of each node'],
  ['--memory <MiB>', 'memory of each node'],
  ['--disk <GiB>', 'disk size of each node'],
  ['--disk-bus <bus>', 'virtio, sata, scsi (virtio-scsi) or nvme'],
  ['--tpm <model>', 'tpm-crb, tpm-tis or none'],
  ['--acceleration <kind>', 'kvm or tcg (software emulation); auto takes what the host has'],
  ['--secure-boot', 'firmware with Secure Boot and enrolled keys'],
  ['--no-secure-boot', 'firmware without Secure Boot'],
  ['--manufacturer <text>', 'manufacturer in the SMBIOS tables'],
  ['--product <text>', 'product name in the SMBIOS tables'],
  ['--family <text>', 'product family in the SMBIOS tables'],
  ['--ready <rule>', 'when a node is ready: login, text:TEXT, tcp:PORT or stage:STAGE'],
  [
    '--recovery <rules>',
    'what to do with a boot that has stopped: off, or a list of ipxe, shell and retries:N',
  ],
  ['--checkpoint-at <stage>', 'make a checkpoint of each node when this stage begins; none'],
  ...DETAILS_FLAGS,
  ...BOOT_SOURCE_FLAGS,
  [
    '--stop-after <n>',
    'begin no further boot of the run after so many failures; never: whatever the template says',
  ],
  ['--clean-stale', 'first remove hosts of deleted nodes with these serial numbers at the orchestrator'],
  ...PLACEMENT_FLAGS,
  ['--dry-run', 'only show what would be created, and what speaks against it'],
  ['--no-start', 'define them without starting them'],
  ['--wait', 'wait until all are ready; exits 0 only then'],
  ['--timeout <seconds>', `time limit of --wait (default ${DEFAULT_TIMEOUT})`],
  ['--junit <file>', 'with --wait: write a JUnit report, one test case per node'],
] as const;

const FIX = 'See ven create --help.';

function invalid(message: string): ConsoleError {
  return new ConsoleError('invalid', message, { fix: FIX });
}

/** Undefined when the template's stays as it is. */
function machineOf(given: CreateOptions): object | undefined {
  const { diskBus: bus, tpm, acceleration, secureBoot, manufacturer, product, family } = given;
  const machine = { diskBus: bus, tpm, acceleration, secureBoot, manufacturer, product, family };
  return Object.values(machine).every((value) => value === undefined) ? undefined : machine;
}

function fileText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new ConsoleError('invalid', `${file} cannot be read: ${messageOf(cause)}`, {
      fix: 'Give a CSV file.',
      cause,
    });
  }
}

/** The machines of a CSV file. Throws with every mistake, by line and column. */
function csvMachines(file: string): readonly HostEntryToRegister[] {
  const { entries, errors } = readHostsCsv(fileText(file));
  if (errors.length === 0) return entries;
  throw new ConsoleError('invalid', `${file}: ${errors.map(csvErrorText).join('\n  ')}`, {
    fix: 'Correct the file; nothing was created.',
  });
}

/** The machines that are named one by one; undefined where the product numbers them. */
function machinesOf(given: CreateOptions): readonly HostEntryToRegister[] | undefined {
  const { csv, serials, uuids, serialPattern = '' } = given;
  const ways = [csv !== undefined, serials !== undefined || uuids !== undefined, serialPattern !== ''];
  if (ways.filter(Boolean).length > 1)
    throw invalid('Give --csv, --serials or --serial-pattern, and only one of them.');
  if (csv !== undefined) return csvMachines(csv);
  const range = expandRange(serialPattern);
  if (range !== null) return range.map((serial) => ({ serial }));
  if (uuids === undefined) return serials?.map((serial) => ({ serial }));
  if (serials !== undefined && serials.length !== uuids.length)
    throw invalid(`${uuids.length} UUIDs were given for ${serials.length} serial numbers.`);
  return uuids.map((uuid, index) => ({ uuid, ...(serials && { serial: serials[index] }) }));
}

function parsed<Output>(schema: z.ZodType<Output>, value: object): Output {
  const result = schema.safeParse(
    Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)),
  );
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Lists and ranges say how many nodes there are. */
export function createInput(
  count: number | undefined,
  given: CreateOptions,
  bootSource?: BootSourceInput,
): CreateInput {
  const { host, memory, disk, serials, serialPattern, name } = given;
  const isPlain = given.csv === undefined && given.uuids === undefined;
  const machines = machinesOf(given);
  const implied = machines?.length ?? (name === undefined ? undefined : expandRange(name)?.length);
  if (count !== undefined && machines !== undefined && count !== machines.length)
    throw invalid(`${machines.length} machines were named for ${count} nodes.`);
  if (machines?.some(({ serial }) => serial === undefined) === true)
    throw invalid('A node needs a serial number; only --register-only takes a UUID alone.');
  return parsed(createRequest, {
    count: count ?? implied ?? 1,
    template: given.template,
    name,
    ...(isPlain ? { serials, serialPattern } : { nodes: machines }),
    flow: given.flow,
    osProfile: given.os,
    host,
    hostLabels: given.hostLabels,
    orchestrator: given.orchestrator,
    vcpus: given.vcpus,
    memoryMiB: memory,
    diskGiB: disk,
    machine: machineOf(given),
    ready: given.ready,
    recovery: given.recovery,
    checkpointAt: given.checkpointAt,
    network: networkOf(given),
    pool: given.pool,
    details: detailsOf(given),
    bootSource,
    start: given.start,
    stopAfter: given.stopAfter,
    cleanStale: given.cleanStale,
  });
}

/** For machines that are registered only. */
export function registerInput(given: CreateOptions): RegisterInput {
  const machines = machinesOf(given);
  if (machines === undefined) throw invalid('--register-only needs --csv, --serials, --uuids or a range.');
  const names = given.name === undefined ? null : (expandRange(given.name) ?? [given.name]);
  if (names !== null && names.length !== machines.length)
    throw invalid(`${names.length} names were given for ${machines.length} machines.`);
  const hosts = machines.map((machine, index) => ({ ...machine, ...(names && { name: names[index] }) }));
  return parsed(registerRequest, { hosts, details: detailsOf(given) });
}

export function checkTogether(given: CreateOptions): void {
  if (given.dryRun && (given.wait || given.registerOnly))
    throw invalid('--dry-run creates and registers nothing: leave out --wait and --register-only.');
  if (!given.wait && given.junit !== undefined)
    throw invalid('--junit reports the outcome, so it needs --wait.');
  if (!given.wait && given.timeout !== undefined)
    throw invalid('--timeout limits --wait, so it needs --wait.');
  if (given.wait && !given.start)
    throw invalid('--no-start and --wait exclude each other: nodes that are not started never become ready.');
  if (given.wait && given.registerOnly)
    throw invalid('--register-only and --wait exclude each other: no node is created.');
}
