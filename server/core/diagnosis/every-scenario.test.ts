import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Failure, StageEvent } from '../../../lib/contract/boot.ts';
import type { Cause, Confidence } from '../../../lib/domain/diagnosis/causes.ts';
import { courseOf } from '../../../lib/domain/diagnosis/course.ts';
import { diagnose } from '../../../lib/domain/diagnosis/diagnose.ts';
import type { Finding } from '../../../lib/domain/diagnosis/findings.ts';
import { problem } from '../../../lib/domain/diagnosis/observation.ts';
import { slownessOf } from '../../../lib/domain/diagnosis/slowness.ts';
import { UNKNOWN_DEVICE } from '../../../lib/domain/boot-progress/causes.ts';
import { reportedFailure } from '../../../lib/domain/boot-progress/reported-failure.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { shippedRuleSet } from '../../../lib/rules/shipped.ts';
import { EdgeOrchestrator } from '../../orchestrator/edge-orchestrator.ts';
import { simulatorOptions } from '../../orchestrator/settings.ts';
import { recordedPort } from '../../testing/console/recordings.ts';
import { eventually } from '../../testing/eventually.ts';
import { MAC, onboard } from '../../testing/onboarding.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import type { ByteLog } from '../api.ts';
import { statusOf } from './orchestrator-status.ts';
import { outputOf } from './output.ts';

/**
 * Each scenario of the simulator, and the verdict that it has to end in. What the orchestrator says comes from a real
 * simulator, to which a node that is played here goes as far as it gets; what was printed comes from recordings of whole
 * boots or is what the rules are for; what the check of the boot server finds is named. Boots that fail for real are in
 * failures.host.test.ts.
 */
let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterAll(() => simulator[Symbol.asyncDispose]());

interface Node {
  readonly name: string;
  readonly serial: string;
  readonly uuid: string;
  readonly autoOnboard: boolean;
}

interface Case {
  readonly stage: Stage;
  readonly verdict: readonly [Cause, Confidence];
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** A recording, or lines. */
  readonly recording?: string;
  readonly lines?: readonly string[];
  /** What a probe of the boot server finds. */
  readonly probe?: Finding;
  /** The node was onboarded before. */
  readonly wasThere?: boolean;
  /** It asks for an account that nobody answers. */
  readonly asks?: boolean;
  /** What the node does at the orchestrator. */
  readonly goes?: (node: Node) => Promise<unknown>;
  /** It goes on: slowly, or to its end. */
  readonly goesOn?: 'slow' | 'ready';
}

const tries = (node: Node): Promise<unknown> => onboard(simulator, node).catch(() => undefined);

const Work = z.looseObject({
  state: z.string(),
  workflow: z.string().default(''),
  index: z.number().default(0),
  fail: z.string().optional(),
});

interface Worker {
  readonly headers: Record<string, string>;
  readonly next: () => Promise<z.output<typeof Work>>;
  readonly report: (work: z.output<typeof Work>, state: string, message?: string) => Promise<unknown>;
}

async function worker(node: Node): Promise<Worker> {
  const headers = await onboard(simulator, node);
  const url = `${simulator.facts.httpUrl}/workflow?worker=${MAC}&uuid=${node.uuid}`;
  const next = () =>
    eventually('a step of the workflow', async () => {
      const work = Work.parse(await (await fetch(url, { headers })).json());
      return work.state === 'waiting' ? undefined : work;
    });
  const report: Worker['report'] = ({ workflow, index }, state, message = '') =>
    simulator.guest(`/workflow/${workflow}/actions/${index}`, { state, message }, headers);
  return { headers, next, report };
}

/** Every step succeeds but the one of that number, or the one that the simulator has fail. */
const works =
  (failing: number | null = null, message = '') =>
  async (node: Node): Promise<Worker> => {
    const one = await worker(node);
    const { next, report } = one;
    for (let work = await next(); work.state === 'action'; work = await next()) {
      const why = work.fail ?? (work.index === failing ? message : null);
      await report(work, why === null ? 'SUCCESS' : 'FAILED', why ?? '');
      if (why !== null) break;
    }
    return one;
  };

/** Installed, its agents report until they are refused. */
async function beats(node: Node): Promise<void> {
  const { headers } = await works()(node);
  const beat = { uuid: node.uuid, hostname: 'h', version: 'v' };
  const accepted = () => simulator.guest('/agent/heartbeat', beat, headers).then(() => undefined);
  await eventually('a refusal', () => accepted().catch(() => true));
}

const CERTIFICATE = { stage: 'http-boot', recording: 'wrong-ca' } as const;
const CASES: Readonly<Record<string, Case>> = {
  'wrong-ca': {
    ...CERTIFICATE,
    probe: 'certificate-authority',
    verdict: ['certificate-authority', 'certain'],
  },
  'unknown-name': { ...CERTIFICATE, probe: 'certificate-name', verdict: ['certificate-name', 'certain'] },
  'nbp-missing': { ...CERTIFICATE, probe: 'file-missing', verdict: ['file-missing', 'certain'] },
  'expired-certificate': {
    ...{ stage: 'onboarding', verdict: ['certificate-dates', 'likely'] },
    lines: ['tls: failed to verify certificate: x509: certificate has expired or is not yet valid'],
  },
  'broken-download': {
    ...{ stage: 'http-boot', verdict: ['connection-lost', 'likely'] },
    lines: [
      '>>Start HTTP Boot over IPv4 on MAC: 52-54-00-00-00-01',
      '  Station IP address is 192.0.2.7',
      '  URI: https://boot.example/signed_ipxe.efi',
      '  Error: Unexpected network error.',
    ],
  },
  'ipxe-retries': {
    ...{ stage: 'micro-os-download', verdict: ['server-error', 'possible'] },
    lines: ['Could not load resources. Please make sure that the files are reachable.'],
  },
  'slow-download': { stage: 'micro-os-download', goesOn: 'slow', verdict: ['slow', 'likely'] },
  'late-prompt': { stage: 'micro-os', goesOn: 'slow', verdict: ['slow', 'likely'] },
  'wrong-password': {
    stage: 'onboarding',
    recording: 'wrong-password',
    verdict: ['account-refused', 'likely'],
  },
  'unknown-device': {
    ...{ stage: 'onboarding', recording: 'unknown-device', goes: tries, asks: true },
    verdict: ['not-registered', 'likely'],
  },
  'serial-mismatch': { stage: 'onboarding', goes: tries, verdict: ['identity-mismatch', 'certain'] },
  'uuid-mismatch': { stage: 'onboarding', goes: tries, verdict: ['identity-mismatch', 'certain'] },
  'already-onboarded': { stage: 'onboarding', wasThere: true, verdict: ['already-onboarded', 'possible'] },
  'auto-provision-off': { stage: 'provisioning', goes: tries, verdict: ['awaits-os', 'certain'] },
  'secure-boot-mismatch': {
    ...{ stage: 'provisioning', lines: ['Secure Boot Status MISMATCH'] },
    ...{ goes: works(1, 'Secure Boot Status MISMATCH'), verdict: ['secure-boot-mismatch', 'certain'] },
  },
  'step-failure': {
    ...{ stage: 'provisioning', parameters: { step: 2, message: 'out of paper' }, goes: works() },
    verdict: ['workflow-failed', 'certain'],
  },
  'disk-too-small': {
    ...{ stage: 'provisioning', recording: 'disk-too-small' },
    ...{ goes: works(3, 'write /dev/vda: no space left on device'), verdict: ['disk-too-small', 'certain'] },
  },
  'image-checksum': {
    ...{ stage: 'provisioning', recording: 'image-checksum' },
    ...{ goes: works(3, 'SHA256 MISMATCH'), verdict: ['image-damaged', 'certain'] },
  },
  // Without serial output a boot becomes ready as any other, by its heartbeats.
  'os-silent': { stage: 'ready', goes: works(), goesOn: 'ready', verdict: ['became-ready', 'certain'] },
  'agents-never-call': { stage: 'os-boot', goes: works(), verdict: ['never-called-home', 'possible'] },
  'heartbeat-stops': {
    ...{ stage: 'os-boot', parameters: { after: 1 }, goes: beats },
    verdict: ['no-heartbeat', 'certain'],
  },
  'too-many-requests': { stage: 'onboarding', verdict: ['orchestrator-failing', 'likely'] },
  'server-error': {
    ...{ stage: 'onboarding', parameters: { status: 503 } },
    verdict: ['orchestrator-failing', 'likely'],
  },
  forbidden: { stage: 'onboarding', verdict: ['orchestrator-failing', 'likely'] },
  // The console signs in again, and waits: neither keeps a boot from anything.
  'token-expiry': { stage: 'onboarding', verdict: ['never-called-home', 'possible'] },
  'slow-answers': {
    ...{ stage: 'onboarding', parameters: { milliseconds: 50 } },
    verdict: ['never-called-home', 'possible'],
  },
};

function byteLog(port: number, bytes: Buffer): ByteLog {
  return {
    facts: { port, start: 0, end: bytes.length, gaps: [] },
    live: false,
    read: (from, limit) => {
      const part = bytes.subarray(from, from + limit);
      return Promise.resolve(part.length === 0 ? null : { kind: 'bytes', offset: from, bytes: part });
    },
    watch: () => () => undefined,
    times: () => Promise.resolve([]),
  };
}

const BEGUN = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T01:00:00.000Z';
const boot = { startedAt: BEGUN, endedAt: null };

function failureOf({ stage, asks }: Case, words: string | undefined): Failure {
  if (words !== undefined) return reportedFailure(stage, words);
  if (asks === true) return { ...UNKNOWN_DEVICE, stage, evidence: { port: 0, offset: 0, line: 'Username:' } };
  return { class: 'boot', cause: 'It took too long.', fix: 'Look.', stage, evidence: null };
}

async function observed(one: Case, node: Node) {
  const { stage, recording, lines, probe, goesOn } = one;
  const adapter = new EdgeOrchestrator({
    ...simulatorOptions('sim', simulator.facts),
    patience: { attempts: 2, firstPause: 5, longestPause: 5 },
  });
  onTestFinished(() => adapter.close());
  const [state] = await adapter.states([node]).catch(() => []);
  const words = state?.view.statuses.find(({ indicator }) => indicator === 'error')?.text;
  const failure = goesOn === undefined ? failureOf(one, words) : null;
  const logs =
    recording === undefined
      ? [byteLog(0, Buffer.from(`${(lines ?? ['Booting …']).join('\r\n')}\r\n`))]
      : [0, 1].map((port) => byteLog(port, recordedPort(recording, port)));
  const stages: StageEvent[] = [
    {
      ...{ stage, basis: 'observed', startedAt: BEGUN, endedAt: null, outcome: 'running' },
      ...{ evidence: null, progress: null, statuses: [] },
    },
  ];
  const row = { serial: node.serial, uuid: node.uuid };
  return {
    failure,
    observations: [
      ...courseOf({ stages, failure, endReason: null }),
      ...(await outputOf({ boot, failure, now: LATER }, shippedRuleSet(), logs, AbortSignal.timeout(10_000))),
      ...(probe === undefined ? [] : [problem('boot-program', probe, 'The check says so.')]),
      await statusOf({ row, stage, orchestrator: adapter, failure }),
      ...(goesOn === 'slow' ? slownessOf(stages, new Map([[stage, 10_000]]), LATER) : []),
    ],
  };
}

test.each(Object.entries(CASES))('%s', { timeout: 30_000 }, async (scenario, one) => {
  const serial = `VH${randomUUID().slice(0, 6).toUpperCase()}`;
  const node = { name: serial.toLowerCase(), serial, uuid: randomUUID(), autoOnboard: true };
  const registering = new EdgeOrchestrator(simulatorOptions('sim', simulator.facts));
  onTestFinished(async () => {
    await simulator.clearScenarios();
    await registering.close();
  });
  await registering.register(node);
  if (one.wasThere === true) await onboard(simulator, node);
  // Some take effect before a serial number is known.
  await simulator
    .scenario(scenario, one.parameters, { serial })
    .catch(() => simulator.scenario(scenario, one.parameters));
  await one.goes?.(node);
  const look = async () => {
    const { failure, observations } = await observed(one, node);
    const outcome = one.goesOn === 'slow' ? 'running' : (one.goesOn ?? 'failed');
    const { stage } = one;
    const verdict = diagnose(
      { stage, outcome, failure, host: 'local', orchestrator: 'sim', isPaused: false, hasFault: false },
      observations,
    );
    return `${verdict.cause}, ${verdict.confidence}`;
  };
  // The simulator notices after a while that heartbeats do not come any more.
  await expect.poll(look, { timeout: 8_000, interval: 300 }).toBe(one.verdict.join(', '));
});

test('every scenario of the simulator is among them', async () => {
  expect((await simulator.knownScenarios()).sort()).toEqual(Object.keys(CASES).sort());
});
