import { type Logger } from 'pino';
import { type Database } from '../db/api.ts';
import { type HypervisorHost } from '../hypervisor/api.ts';
import { networkName } from '../hypervisor/index.ts';

/** What the embedded orchestrator is called; its network is named after it. */
const SIMULATOR = 'simulator';
const HOST_PATIENCE_MS = 5000;

/** By the installation, so that two consoles of one host, neither of which has a node yet, do not choose the same. */
const preferredSubnet = (installation: string): string =>
  `192.168.${100 + (Number.parseInt(installation, 16) % 150)}`;

/**
 * The nodes' network that the simulator answers on: the one that is there, because its nodes speak to the simulator at
 * this address whatever the database says or has forgotten; else the one of last time, unless that has come to lie
 * inside another of the host's.
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
