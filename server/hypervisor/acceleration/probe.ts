import { randomUUID } from 'node:crypto';
import {
  type Connection,
  type Domain,
  DomainCreateFlags,
  DomainEventType,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { FirmwareFiles } from '../api.ts';
import { lifecycleEvent } from '../connection/domain-events.ts';
import { removeDomain } from '../domains/definition.ts';
import { installationPrefix } from '../names.ts';
import { probeXml } from './probe-domain.ts';

/** Milliseconds. With KVM the firmware's first output appears after about two seconds. */
const PATIENCE = 15_000;
/** How long the guest must keep running after its first output. */
const PROOF = 2_000;

export interface Verdict {
  readonly kind: 'kvm' | 'tcg';
  readonly reason: string;
}

/**
 * Whether guests actually run with KVM. That the device exists, opens, and is offered by libvirt proves nothing: nested
 * virtualization may be so broken that every guest dies on its first instructions. So the probe runs firmware, which
 * must produce output and keep running.
 */
export async function proveKvm(
  connection: Connection,
  installation: string,
  { firmware, signal }: { readonly firmware: FirmwareFiles; readonly signal: AbortSignal },
): Promise<Verdict> {
  const refusal = await whyNotOffered(connection);
  if (refusal !== null) return emulated(`libvirt offers no KVM on this host: ${refusal}`);
  const name = probeName(installation);
  return tryGuest(connection, probeXml(name, randomUUID(), firmware), { name, signal });
}

export const probeName = (installation: string): string => `${installationPrefix(installation)}-probe`;

/** Runs this guest until the result is known, and removes it completely. */
export async function tryGuest(
  connection: Connection,
  xml: string,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<Verdict> {
  await removeStale(connection, name);
  const domain = await connection.domainDefineXML(xml);
  try {
    return await run(connection, domain, signal);
  } finally {
    await removeDomain(domain);
  }
}

const emulated = (reason: string): Verdict => ({ kind: 'tcg', reason });

async function whyNotOffered(connection: Connection): Promise<string | null> {
  try {
    await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'kvm' });
    return null;
  } catch (error) {
    if (isLibvirtError(error) && error.kind === 'libvirt') return error.message;
    throw error;
  }
}

/** Removes the probe guest of a console that was killed while probing. */
async function removeStale(connection: Connection, name: string): Promise<void> {
  try {
    await removeDomain(await connection.domainLookupByName(name));
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.NO_DOMAIN)) throw error;
  }
}

/** The guest dies with our connection, whatever happens to us. */
async function run(connection: Connection, domain: Domain, signal: AbortSignal): Promise<Verdict> {
  try {
    await domain.create(DomainCreateFlags.START_PAUSED | DomainCreateFlags.START_AUTODESTROY);
  } catch (error) {
    if (!isLibvirtError(error) || error.kind !== 'libvirt') throw error;
    return emulated(`KVM is present but broken, a guest does not start: ${firstLine(error.message)}`);
  }
  return watch(connection, domain, signal);
}

async function watch(connection: Connection, domain: Domain, signal: AbortSignal): Promise<Verdict> {
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  signal.throwIfAborted();
  const serial = await domain.openConsole('serial0');
  const timers: NodeJS.Timeout[] = [];
  let settle: (verdict: Verdict) => void = () => undefined;
  const verdict = new Promise<Verdict>((resolve, reject) => {
    settle = resolve;
    signal.addEventListener('abort', () => reject(interrupted()), { once: true });
    if (signal.aborted) reject(interrupted());
  });
  // It may reject before anything awaits it.
  verdict.catch(() => undefined);
  serial.on('error', () => undefined);
  serial.once('data', () => {
    const alive: Verdict = {
      kind: 'kvm',
      reason: `firmware ran with KVM and spoke after ${seconds()} s`,
    };
    timers.push(setTimeout(() => settle(alive), PROOF));
  });
  serial.resume();
  let registration: { close(): Promise<void> } | undefined;
  try {
    registration = await connection.domainEventRegister(
      'lifecycle',
      ({ event, detail }) => {
        if (event === DomainEventType.RESUMED) return;
        settle(
          emulated(`KVM is present but broken: a guest died after ${seconds()} s (${died(event, detail)})`),
        );
      },
      { domain },
    );
    signal.throwIfAborted();
    await domain.resume();
    const silent = emulated(`KVM is present but unusable: firmware printed nothing in ${PATIENCE / 1000} s`);
    timers.push(setTimeout(() => settle(silent), PATIENCE));
    return await verdict;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    serial.destroy();
    await registration?.close();
  }
}

/** QEMU's own message inside libvirt's: without the log's time stamp and consequential failures. */
export function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replace(/^internal error: /, '').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
}

const interrupted = () =>
  new ConsoleError('interrupted', 'the probe for KVM was interrupted', { fix: 'It is made again.' });

function died(event: number, detail: number): string {
  const hint = lifecycleEvent(event, detail);
  return hint.detail === '' ? hint.lifecycle : `${hint.lifecycle}: ${hint.detail}`;
}
