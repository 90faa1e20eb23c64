import type { Observation } from '../../../lib/contract/diagnosis.ts';
import { courseOf } from '../../../lib/domain/diagnosis/course.ts';
import { unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import { purposeOf } from '../../../lib/domain/diagnosis/on-purpose.ts';
import { slownessOf } from '../../../lib/domain/diagnosis/slowness.ts';
import type { Topic } from '../../../lib/domain/diagnosis/topics.ts';
import { PREFLIGHT_STEPS } from '../../../lib/domain/preflight.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import type { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { Actor, ByteLog, Core } from '../api.ts';
import type { DiagnosedCase } from './case.ts';
import { observationOf } from './checks.ts';
import { bootOptionsOf, leaseOf, linkOf, powerOf, storageOf, trafficOf } from './domain-facts.ts';
import type { Gatherer } from './gather.ts';
import { dhcpLog, qemuLog } from './logs-of-host.ts';
import { statusOf } from './orchestrator-status.ts';
import { outputOf } from './output.ts';
import { pictureOf } from './picture.ts';

export interface SourceParts {
  readonly preflights: Pick<Core['preflights'], 'ofNode'>;
  readonly rules: RuleSet;
  readonly openLogs: () => Promise<readonly ByteLog[]>;
  readonly usual: ReadonlyMap<Stage, number>;
}

/** libvirt and files of the host answer in milliseconds, unless something hangs. */
const QUICK_MS = 8_000;
/** Servers are given their time to answer, and DHCP servers theirs to make an offer. */
const CHECKS_MS = 25_000;
const LOGS_MS = 15_000;
/** The checks ask for a role, although they change nothing. */
const BY: Actor = { userId: '', name: 'diagnosis', role: 'operator' };

/** What can be asked about a boot. */
export function sourcesOf(subject: DiagnosedCase, parts: SourceParts): Gatherer[] {
  return [
    one('course', QUICK_MS, async () => Promise.resolve(courseFacts(subject, parts))),
    one('faults', QUICK_MS, async () => Promise.resolve(purposeFacts(subject))),
    {
      topics: ['output'],
      milliseconds: LOGS_MS,
      gather: async (add, signal) =>
        add(...(await outputOf(subject, parts.rules, await parts.openLogs(), signal))),
    },
    ...presentSources(subject, parts),
  ];
}

function courseFacts(
  { boot, stages, failure, past, now }: DiagnosedCase,
  { usual }: SourceParts,
): Observation[] {
  const course = courseOf({ stages, failure, endReason: boot.endReason });
  return past !== null || failure !== null ? course : [...course, ...slownessOf(stages, usual, now)];
}

function purposeFacts({ boot, stages, failure, faults }: DiagnosedCase): Observation[] {
  const failedAt = failure === null ? null : (stages.at(-1)?.endedAt ?? boot.endedAt);
  return purposeOf(faults, { number: boot.number, failedAt });
}

const one = (
  topic: Topic,
  milliseconds: number,
  look: (signal: AbortSignal) => Promise<Observation[]>,
): Gatherer => ({
  topics: [topic],
  milliseconds,
  gather: async (add, signal) => add(...(await look(signal))),
});

const OF_HOST = {
  power: powerOf,
  link: linkOf,
  lease: leaseOf,
  'boot-options': bootOptionsOf,
} as const satisfies Partial<Record<Topic, unknown>>;

/** What is true now; it says nothing about a boot that is past. */
function presentSources(subject: DiagnosedCase, parts: SourceParts): Gatherer[] {
  const { host, past, row, state } = subject;
  const topics: readonly Topic[] = [
    ...(['power', 'qemu-log', 'picture', 'link', 'traffic', 'lease', 'dhcp-log'] as const),
    ...(['boot-options', 'status', 'storage'] as const),
  ];
  const missing = past ?? (host === null ? `The console has no host “${row.host}”.` : null);
  if (missing !== null || host === null) {
    const all: readonly Topic[] = [...topics, ...PREFLIGHT_STEPS];
    return all.map((topic) => one(topic, QUICK_MS, () => Promise.resolve([unchecked(topic, missing ?? '')])));
  }
  const ask = (topic: keyof typeof OF_HOST): Gatherer =>
    one(topic, QUICK_MS, async () => [await OF_HOST[topic](host, row)]);
  return [
    ...(['power', 'link', 'lease', 'boot-options'] as const).map(ask),
    one('traffic', QUICK_MS, async () => [await traffic(host, subject, isOn(state))]),
    one('dhcp-log', QUICK_MS, async () => [await dhcpLog(host, subject)]),
    one('qemu-log', QUICK_MS, async () => [await qemuLog(host, subject)]),
    one('picture', QUICK_MS, async () => picture(host, subject, parts)),
    one('storage', QUICK_MS, async () => Promise.resolve([storageOf(host)])),
    one('status', QUICK_MS, async () => [await statusOf(subject)]),
    { topics: PREFLIGHT_STEPS, milliseconds: CHECKS_MS, gather: checks(subject, parts) },
  ];
}

const picture = async (
  host: HypervisorHost,
  { row, state, stage }: DiagnosedCase,
  { rules }: SourceParts,
): Promise<Observation[]> =>
  isOn(state)
    ? pictureOf(await host.consoles.screenshot(row.uuid), rules, stage)
    : [unchecked('picture', 'The node is off.')];

const traffic = async (
  host: HypervisorHost,
  { row }: DiagnosedCase,
  isRunning: boolean,
): Promise<Observation> => (isRunning ? trafficOf(host, row) : unchecked('traffic', 'The node is off.'));

const checks =
  ({ row }: DiagnosedCase, { preflights }: SourceParts): Gatherer['gather'] =>
  async (add, signal) => {
    for await (const step of await preflights.ofNode(row.id, BY, signal)) add(observationOf(step));
  };
