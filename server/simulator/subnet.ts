import type { Logger } from 'pino';
import type { Database } from '../db/api.ts';
import type { HypervisorHost } from '../hypervisor/api.ts';
import { networkName } from '../hypervisor/index.ts';

/** The name of the embedded orchestrator; its network is named after it. */
const SIMULATOR = 'simulator';
const HOST_PATIENCE_MS = 5000;

/** Derived from the installation, so that two consoles of one host without nodes do not choose the same subnet. */
const preferredSubnet = (installation: string): string =>
  `192.168.${100 + (Number.parseInt(installation, 16) % 150)}`;

/**
 * The nodes' network on which the simulator listens: the existing one, because its nodes use this address whatever the
 * database contains; otherwise the last one, unless it now overlaps another network of the host.
 */
export async function simulatorSubnet(
  { networks }: Pick<Database, 'networks'>,
  host: Pick<HypervisorHost, 'name' | 'whenConnected' | 'networks'>,
  installation: string,
  logger: Pick<Logger, 'warn'>,
): Promise<string> {
  const name = networkName(installation, SIMULATOR);
  const known = await networks.subnet(host.name, name);
  const preferred = known ?? preferredSubnet(installation);
  try {
    await host.whenConnected(HOST_PATIENCE_MS);
    const present = await host.networks.subnet(name);
    const subnet = present ?? (await host.networks.freeSubnet(preferred));
    if (subnet !== known) await networks.saveSubnet(host.name, name, subnet);
    return subnet;
  } catch (error) {
    if (known !== null) return known;
    // Not kept: the next start asks the host again.
    logger.warn({ err: error }, `the host could not name a free network; ${preferred}.0/24 is assumed`);
    return preferred;
  }
}
