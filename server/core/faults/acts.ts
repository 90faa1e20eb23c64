import type { FaultKind } from '../../../lib/domain/fault-kinds.ts';
import type { FaultRow, NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';

type Act = (host: HypervisorHost, node: NodeRow, fault: FaultRow) => Promise<void>;

interface Acts {
  /** Can be repeated. */
  readonly begin: Act;
  /** Can be repeated. */
  readonly takeBack: Act;
}

/** What each fault is at the host. */
export const ACTS: Readonly<Record<FaultKind, Acts>> = {
  'link-down': {
    begin: (host, { uuid, mac }) => host.faults.setLink(uuid, mac, false),
    takeBack: (host, { uuid, mac }) => host.faults.setLink(uuid, mac, true),
  },
  'link-slow': {
    begin: (host, { uuid, mac }, { rateKiBps }) => host.faults.limitLink(uuid, mac, rateKiBps),
    takeBack: (host, { uuid, mac }) => host.faults.limitLink(uuid, mac, null),
  },
  'link-lossy': {
    begin: (host, { uuid, mac }, { lossPercent }) => host.faults.dropPackets(uuid, mac, lossPercent),
    takeBack: (host, { uuid, mac }) => host.faults.dropPackets(uuid, mac, null),
  },
  'disk-slow': {
    begin: (host, { uuid }, { rateKiBps }) => host.faults.limitDisk(uuid, rateKiBps),
    takeBack: (host, { uuid }) => host.faults.limitDisk(uuid, null),
  },
  pause: {
    begin: (host, { uuid }) => host.domains.pause(uuid),
    takeBack: (host, { uuid }) => host.domains.resume(uuid),
  },
  'power-cut': {
    begin: (host, { uuid }) => host.domains.destroy(uuid),
    takeBack: () => Promise.resolve(),
  },
};
