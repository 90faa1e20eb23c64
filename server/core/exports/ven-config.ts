import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ExportedNode } from './exported-node.ts';
import { comment, sharedString } from './quoting.ts';

/** The file "config" of the Virtual Edge Node scripts, which a shell and Ruby read. */
export function venConfig(nodes: readonly ExportedNode[]): string {
  const [first] = nodes;
  if (first === undefined) throw new Error('an export has at least one node');
  const { domain, diskGiB, orchestrator, interactive } = first;
  const serials = nodes.map((node) => node.domain.serial).join(',');
  const flow = interactive ? '-io' : `-nio -serials=${serials}`;
  if (nodes.some((node) => sizeOf(node) !== sizeOf(first))) throw different();
  const values: Record<string, string> = {
    CLUSTER: orchestrator?.cluster ?? '',
    PROJECT_NAME: orchestrator?.project ?? '',
    PROJECT_API_USER: orchestrator?.apiUser ?? '',
    PROJECT_API_PASSWORD: '',
    ONBOARDING_USERNAME: orchestrator?.onboardingUser ?? '',
    ONBOARDING_PASSWORD: '',
    SDA_DISK_SIZE: `${diskGiB}G`,
    LIBVIRT_DRIVER: domain.acceleration === 'kvm' ? 'kvm' : 'qemu',
    USERNAME: '',
    PASSWORD: '',
    CI_CONFIG: 'false',
    INTF_NAME: '',
    VM_NAME: '',
    POOL_NAME: 'default',
    BRIDGE_NAME: '',
    PXE_SERVER: '',
  };
  const lines = [
    comment(`For ${nodes.map((node) => node.domain.name).join(', ')}: fill in the passwords, then run`),
    comment(`./scripts/create_vm.sh ${nodes.length} ${flow}`),
    comment(
      'The scripts choose names, UUIDs and MAC addresses themselves, and always give a SATA disk and a TPM.',
    ),
    ...(nodes.some(hasAdded)
      ? [comment('They do not give it the disks and network cards that were added.')]
      : []),
    'STANDALONE=1',
    `RAM_SIZE=${domain.memoryMiB}`,
    `NO_OF_CPUS=${domain.vcpus}`,
    ...Object.entries(values).map(([name, value]) => `${name}=${sharedString(name, value)}`),
  ];
  return `${lines.join('\n')}\n`;
}

const hasAdded = ({ domain: { added } }: ExportedNode): boolean =>
  added !== undefined && added.disks.length + added.cards.length > 0;

const sizeOf = ({ domain, diskGiB, orchestrator, interactive }: ExportedNode): string =>
  [domain.vcpus, domain.memoryMiB, domain.acceleration, diskGiB, orchestrator?.projectUrl, interactive].join(
    ' ',
  );

const different = () =>
  new ConsoleError('invalid', 'One file is for nodes of the same size, flow and orchestrator.', {
    fix: 'Export those that differ by themselves.',
  });
