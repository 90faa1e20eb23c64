import { ErrorCode, isLibvirtError, type Network, NetworkXMLFlags } from 'node-libvirt';

/** libvirt's test driver has no flag for it: what is present is the definition there. */
export async function definitionOf(network: Network): Promise<string> {
  try {
    return await network.getXMLDesc(NetworkXMLFlags.INACTIVE);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.INVALID_ARG)) throw error;
    return network.getXMLDesc();
  }
}
