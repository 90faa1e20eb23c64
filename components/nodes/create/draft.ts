import { words } from '../../forms/typed-values.ts';
import { networkPart, networkTexts, NO_PLACEMENT, type NetworkDraft } from './network-draft.ts';
import type { Template } from '../../../lib/contract/template.ts';
import type { MachineChanges } from '../../../lib/contract/machine.ts';
import { createRequest, type CreateInput, type CreateRequest } from '../../../lib/contract/node.ts';
import { writeHostsCsv } from '../../../lib/domain/hosts-csv.ts';
import { hasRange } from '../../../lib/domain/name-range.ts';
import {
  bootSourcePart,
  bootSourceTexts,
  type BootSourceDraft,
  NO_BOOT_SOURCE,
} from './boot-source-draft.ts';
import { NO_RECOVERY_RULES, type RecoveryDraft, recoveryPart, recoveryTexts } from './recovery-draft.ts';
import { NO_READY_RULE, type ReadyDraft, readyPart, readyTexts } from './ready-draft.ts';
import type { NodeSize } from '../../../lib/domain/capacity.ts';

import {
  countIn,
  csvHostOf,
  csvPart,
  type DetailsDraft,
  detailsPart,
  detailsTexts,
  NO_DETAILS,
} from './list-draft.ts';
import { checkpointStage, type CheckpointStage } from '../../../lib/contract/checkpoint.ts';

/** Typed in place of a number of failures: the run goes on, whatever the template says. */
export const NEVER = 'never';

/** What is typed in the dialog; text until it is looked at. */
export interface Draft extends NetworkDraft, DetailsDraft, BootSourceDraft, ReadyDraft, RecoveryDraft {
  readonly template: string;
  readonly count: string;
  readonly name: string;
  readonly serials: string;
  /** Machines as CSV, in place of a count and serials. */
  readonly csv: string;
  readonly flow: '' | 'nio' | 'io';
  readonly osProfile: string;
  readonly host: string;
  /** Separated by spaces or commas. */
  readonly hostLabels: string;
  readonly orchestrator: string;
  readonly vcpus: string;
  readonly memoryMiB: string;
  readonly diskGiB: string;
  readonly diskBus: string;
  readonly tpm: string;
  readonly acceleration: string;
  /** `on` or `off`. */
  readonly secureBoot: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly family: string;
  /** Empty: as in the template; `none`, or a stage. */
  readonly checkpointAt: string;
  /** Failures after which no further node begins to boot; empty: all begin. */
  readonly stopAfter: string;
  readonly start: boolean;
  /** Hosts of deleted nodes that are in the way are removed first. */
  readonly cleanStale: boolean;
}

const NO_MACHINE = {
  diskBus: '',
  tpm: '',
  acceleration: '',
  secureBoot: '',
  manufacturer: '',
  product: '',
  family: '',
};

export const EMPTY_DRAFT: Draft = {
  template: '',
  checkpointAt: '',
  stopAfter: '',
  count: '1',
  name: '',
  serials: '',
  csv: '',
  flow: '',
  osProfile: '',
  host: '',
  hostLabels: '',
  orchestrator: '',
  vcpus: '',
  memoryMiB: '',
  diskGiB: '',
  ...NO_MACHINE,
  ...NO_DETAILS,
  ...NO_BOOT_SOURCE,
  ...NO_PLACEMENT,
  ...NO_READY_RULE,
  ...NO_RECOVERY_RULES,
  start: true,
  cleanStale: false,
};

/** What differs from the template's machine. */
export const MACHINE_FIELDS = [
  'diskBus',
  'tpm',
  'acceleration',
  'secureBoot',
  'manufacturer',
  'product',
  'family',
] as const satisfies readonly (keyof Draft)[];

/** A machine, or changes of one, as it would be typed. */
export function machineTexts(machine: MachineChanges): Pick<Draft, (typeof MACHINE_FIELDS)[number]> {
  const { secureBoot, ...texts } = machine;
  const given = Object.entries(texts).filter(([, text]) => text != null);
  return {
    ...NO_MACHINE,
    ...Object.fromEntries(given),
    secureBoot: secureBoot === undefined ? '' : secureBoot ? 'on' : 'off',
  };
}

/** The request as form input. */
export function draftOf(request: CreateRequest): Draft {
  const { count, serials, serialPattern, nodes, start, vcpus, memoryMiB, diskGiB } = request;
  const typed = (amount: number | undefined): string => (amount === undefined ? '' : String(amount));
  return {
    template: request.template ?? '',
    count: String(count),
    name: request.name ?? '',
    serials: serials?.join(', ') ?? serialPattern ?? '',
    csv: nodes === undefined ? '' : writeHostsCsv(nodes.map(csvHostOf)),
    flow: request.flow ?? '',
    osProfile: request.osProfile ?? '',
    host: request.host ?? '',
    hostLabels: request.hostLabels?.join(' ') ?? '',
    orchestrator: request.orchestrator ?? '',
    vcpus: typed(vcpus),
    memoryMiB: typed(memoryMiB),
    diskGiB: typed(diskGiB),
    ...machineTexts(request.machine ?? {}),
    ...detailsTexts(request.details),
    ...bootSourceTexts(request.bootSource),
    ...networkTexts(request),
    ...readyTexts(request.ready),
    ...recoveryTexts(request.recovery),
    checkpointAt: checkpointAtText(request.checkpointAt),
    stopAfter: request.stopAfter === null ? NEVER : typed(request.stopAfter),
    start,
    cleanStale: false,
  };
}

export type DraftResult =
  | { readonly ok: true; readonly input: CreateInput }
  | { readonly ok: false; readonly errors: ReadonlyMap<string, string> };

/** Of the machines that a draft means; the template's where nothing, or nothing of use, was typed. */
export function sizeOf(result: DraftResult, template: Template): NodeSize {
  const { vcpus, memoryMiB, diskGiB, pool } = template;
  if (!result.ok) return { vcpus, memoryMiB, diskGiB, pool };
  const { input } = result;
  return {
    vcpus: input.vcpus ?? vcpus,
    memoryMiB: input.memoryMiB ?? memoryMiB,
    diskGiB: input.diskGiB ?? diskGiB,
    pool: input.pool === undefined ? pool : input.pool,
  };
}

const given = <K extends string, V>(key: K, value: V | ''): Partial<Record<K, V>> => {
  const part: Partial<Record<K, V>> = {};
  if (value !== '') part[key] = value;
  return part;
};

const amount = (text: string): number | '' => (text.trim() === '' ? '' : Number(text));

/** Serials are a list (commas, spaces or lines), or a pattern when there is a `{n}` in it. */
function serialPart(text: string): Pick<CreateInput, 'serials' | 'serialPattern'> {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (/\{n+\}/.test(trimmed) || hasRange(trimmed)) return { serialPattern: trimmed };
  return { serials: trimmed.split(/[\s,]+/) };
}

function machinePart(draft: Draft): object {
  const { secureBoot, manufacturer, product, family } = draft;
  const machine = {
    ...given('diskBus', draft.diskBus),
    ...given('tpm', draft.tpm),
    ...given('acceleration', draft.acceleration),
    ...given('secureBoot', secureBoot === '' ? '' : secureBoot === 'on'),
    ...given('manufacturer', manufacturer.trim()),
    ...given('product', product.trim()),
    ...given('family', family.trim()),
  };
  return Object.keys(machine).length === 0 ? {} : { machine };
}

/** `machine.product` of the machine's fields, `bootSource.seed.user` of the boot source's; of a list, the list. */
function fieldOf(path: readonly PropertyKey[]): string {
  const [first, second] = path;
  if (first === 'bootSource') return path.filter((part) => typeof part === 'string').join('.');
  return first === 'machine' || first === 'details' ? `${first}.${String(second)}` : String(first ?? '');
}

/** The request that a draft means, or what is wrong with which field. */
export function readDraft(draft: Draft, template: Template | undefined): DraftResult {
  const errors = new Map<string, string>();
  const list = csvPart(draft.csv, errors);
  const input = {
    // The one that is shown: what was typed or linked may not be for this orchestrator.
    ...given('template', template?.name ?? draft.template),
    count: countIn(draft),
    ...given('name', draft.name.trim()),
    ...(list.nodes === undefined ? serialPart(draft.serials) : list),
    ...given('flow', draft.flow),
    // An interactive node gets the default OS.
    ...given('osProfile', (draft.flow || template?.flow) === 'io' ? '' : draft.osProfile),
    ...given('host', draft.host),
    ...(draft.hostLabels.trim() === '' ? {} : { hostLabels: words(draft.hostLabels) }),
    ...given('orchestrator', draft.orchestrator),
    ...given('vcpus', amount(draft.vcpus)),
    ...given('memoryMiB', amount(draft.memoryMiB)),
    ...given('diskGiB', amount(draft.diskGiB)),
    ...machinePart(draft),
    ...detailsPart(draft, errors),
    ...bootSourcePart(draft, template?.bootSource),
    ...networkPart(draft),
    ...readyPart(draft),
    ...recoveryPart(draft),
    ...(draft.checkpointAt === '' ? {} : { checkpointAt: checkpointAtOf(draft.checkpointAt) }),
    ...(draft.stopAfter.trim() === NEVER ? { stopAfter: null } : given('stopAfter', amount(draft.stopAfter))),
    start: draft.start,
    ...given('cleanStale', draft.cleanStale || ''),
  };
  const parsed = createRequest.safeParse(input);
  if (parsed.success && errors.size === 0) return { ok: true, input: parsed.data };
  for (const { path, message } of parsed.error?.issues ?? [])
    if (!errors.has('csv') || path[0] !== 'nodes') errors.set(fieldOf(path), message);
  return { ok: false, errors };
}

/** What is chosen: undefined as in the template, null for none. */
export function checkpointAtOf(text: string): CheckpointStage | null | undefined {
  if (text === '') return undefined;
  const stage = checkpointStage.safeParse(text);
  return stage.success ? stage.data : null;
}

/** As it would be chosen. */
export const checkpointAtText = (stage: CheckpointStage | null | undefined): string =>
  stage === undefined ? '' : (stage ?? 'none');
