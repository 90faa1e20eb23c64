import type { HypervisorHost } from './api.ts';
import { type HostOptions, QemuHost } from './qemu-host.ts';

/** Returns at once and connects in the background, however long that takes; see `whenConnected`. */
export function openHypervisorHost(options: HostOptions): HypervisorHost {
  return new QemuHost(options);
}

export { withSignal } from './connection/cancellation.ts';
export type { HostOptions } from './qemu-host.ts';
export { type HostUri, hostUri } from './host-uri.ts';
export { type LibvirtFacts, libvirtFacts } from './host-check/libvirt-facts.ts';
export { shownHostKeys, sshRun } from './ssh/host-key.ts';
export { knownHostsFile, removeKnownHosts, sshOptions, writeKnownHosts } from './ssh/known-hosts.ts';
export { sshRefusal } from './ssh/refusal.ts';
export { newVncPassword } from './consoles/vnc-password.ts';
export { certificatesIn, certificatesOf, signatureLists } from './firmware/signature-list.ts';
export {
  authorityVolume,
  diskVolume,
  diskVolumeElsewhere,
  imageVolume,
  ipxeVolume,
  isLayerOf,
  isOfCheckpoint,
  addedVolume,
  isAddedVolume,
  isAddedVolumeOf,
  layerVolume,
  networkName,
  nodeVolumes,
  poolName,
  seedVolume,
  serialLogVolume,
  tpmCopy,
  variablesCopy,
  variablesVolume,
} from './names.ts';
export { iso9660, type IsoFile } from './iso9660/iso9660.ts';
export { domainXml } from './xml/domain.ts';
export { networkXml } from './xml/network.ts';
