import { bootsFromNetwork } from '../../../lib/contract/boot-source.ts';
import type { Observation } from '../../../lib/contract/diagnosis.ts';
import { dhcpLogOf } from '../../../lib/domain/diagnosis/dhcp-log.ts';
import { unchecked } from '../../../lib/domain/diagnosis/observation.ts';
import { qemuLogOf } from '../../../lib/domain/diagnosis/qemu-log.ts';
import { hostUri } from '../../hypervisor/index.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { bootFactsOn } from '../networks/boot-facts.ts';
import type { DiagnosedCase } from './case.ts';

type Machine = Pick<DiagnosedCase, 'row' | 'boot' | 'orchestrator'>;

/** What the DHCP server of the node's network has heard and answered. */
export async function dhcpLog(
  host: HypervisorHost,
  { row, boot, orchestrator }: Machine,
): Promise<Observation> {
  const none = (why: string): Observation => unchecked('dhcp-log', why);
  if (row.networkKind !== 'own')
    return none(`The console keeps logs of its own networks only, and ${row.network} is none.`);
  if (hostUri(host.uri).machine !== null)
    return none('The host is another machine, of which libvirt does not hand out this log.');
  const log = await host.networks.dhcpLog(row.network);
  if (log === null)
    return none(
      `The DHCP server of ${row.network} keeps no log: the network is older than this, or the server may not write there.`,
    );
  const isSent = bootsFromNetwork(row.bootSource) && row.bootSource.kind !== 'ipxe-disk';
  const facts = isSent && orchestrator !== null ? await bootFactsOn(host, orchestrator) : null;
  const bootProgramUrl = facts?.bootProgramUrl ?? null;
  return dhcpLogOf(log, { mac: row.mac, since: boot.startedAt, bootProgramUrl });
}

/** Only of a machine that has ended by itself: libvirt reads it as a volume of a pool that is made for that moment. */
export async function qemuLog(
  host: HypervisorHost,
  { row, boot, state }: Pick<DiagnosedCase, 'row' | 'boot' | 'state'>,
): Promise<Observation> {
  const isEnded = boot.endReason === 'crashed' || boot.endReason === 'failed' || state === 'crashed';
  if (!isEnded) return unchecked('qemu-log', 'It is read when QEMU has ended by itself.');
  return qemuLogOf(await host.domains.qemuLog(row.name));
}
