import { capacityFor } from '../../../lib/domain/capacity.ts';
import { lacksSecureBoot, osWarnings, secureBootMismatch } from '../../../lib/domain/os-choice.ts';
import { failed, ok, type Outcome, skipped, warning } from '../../orchestrator/index.ts';
import { emulationWarnings, sizeWarnings } from '../create/warnings.ts';
import type { PreflightContext } from './subject.ts';

/** Whether the host is connected and has room for nodes that are off. */
export function checkHost({ subject, node }: PreflightContext): Outcome {
  const { host, nodes, isOn } = subject;
  const { status } = host;
  if (status.state !== 'connected') {
    return failed(
      `${host.name} is not connected: ${status.reason ?? status.state}.`,
      status.fix ?? 'Look at the page of the host.',
      'host-away',
    );
  }
  if (isOn) return ok(`${host.name} is connected, and the node runs.`);
  if (status.capacity === null) return ok(`${host.name} is connected; its room is not known yet.`);
  // A disk that exists has its place already.
  const size = { ...node, diskGiB: subject.exists ? 1 : node.diskGiB };
  const { fits, limitedBy } = capacityFor(status, '', size);
  if (fits >= nodes.length) return ok(`${host.name} is connected and has room for ${fits} of this size.`);
  return warning(
    `${host.name} has room for ${fits} more of this size now (limited by ${limitedBy}); ${nodes.length} may become slow or fail.`,
    'Stop or delete nodes that nobody needs, or choose a smaller size.',
  );
}

/** The devices that onboarding needs, and sizes. */
export async function checkMachine({ subject, node }: PreflightContext): Promise<Outcome> {
  const { host, exists, template } = subject;
  await host.checkMachine(node.machine);
  if (exists && !/<rng\b/.test(await host.domains.xml(node.uuid))) {
    return warning(
      'The domain has no random number generator: TLS in the firmware may wait for entropy or fail.',
      `Add one: virsh edit ${node.name}, <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>`,
      'no-random-source',
    );
  }
  const warnings = template === null ? [] : sizeWarnings({ ...template, name: node.template }, node);
  // That a node is slow does not keep it from booting.
  const slow = emulationWarnings(node.machine, host.status).map((text) => ` ${text}`);
  const facts = `${node.vcpus} vCPUs, ${node.memoryMiB} MiB, a disk of ${node.diskGiB} GiB on ${node.machine.diskBus}`;
  return warnings.length === 0
    ? ok(`${facts}.${slow.join('')}`)
    : warning(`${facts}. ${warnings.join(' ')}`, 'Create it with another size or host if that matters.');
}

/** What the orchestrator would install, and whether it agrees with the machine. */
export async function checkOs({ subject, node }: PreflightContext): Promise<Outcome> {
  const { orchestrator, template } = subject;
  const catalogue = (await orchestrator?.catalogue()) ?? null;
  if (catalogue === null) return skipped('what these nodes boot installs what it wants');
  const osProfile = node.registration?.osProfile ?? template?.osProfile ?? null;
  const mismatch = secureBootMismatch(catalogue, osProfile, node.machine.secureBoot);
  if (mismatch !== null) {
    return failed(
      mismatch,
      'Choose a template whose Secure Boot and OS profile agree, or change the default OS.',
      'secure-boot-mismatch',
    );
  }
  const warnings = osWarnings(catalogue, osProfile, node.machine.secureBoot);
  const [first] = warnings;
  if (first === undefined) {
    return ok(osProfile === null ? 'The orchestrator installs its default OS.' : `It installs ${osProfile}.`);
  }
  return warning(
    warnings.join(' '),
    'Choose another template, or change the OS of the orchestrator.',
    lacksSecureBoot(catalogue, osProfile, node.machine.secureBoot) ? 'secure-boot-mismatch' : null,
  );
}
