import { networkInterfaces } from 'node:os';
import type { DhcpOffer, DhcpPlace, DhcpSurvey } from '../api.ts';
import { portsOf } from '../bridges.ts';
import { askDhcpServers, whyUnasked } from './probe.ts';
import { otherDhcpServers } from './programs.ts';

/** Who answers DHCP requests on a bridge of this machine. Never rejects. */
export async function surveyDhcp(place: DhcpPlace, signal: AbortSignal): Promise<DhcpSurvey> {
  const { bridge, server } = place;
  const [programs, heard] = await Promise.all([
    // Which programs are right on a bridge of somebody else is not known.
    server === null ? null : otherDhcpServers(bridge, server),
    listen(place, signal),
  ]);
  return { programs, ...heard };
}

type Heard = Pick<DhcpSurvey, 'offers' | 'problem'>;

async function listen({ bridge, server }: DhcpPlace, signal: AbortSignal): Promise<Heard> {
  // Only programs of this machine could answer, which need not be asked.
  if (server !== null && (await portsOf(bridge)).length === 0) return { offers: [], problem: null };
  const address = server ?? addressOn(bridge);
  if (address === null)
    return {
      offers: [],
      problem: `the bridge ${bridge} has no IPv4 address on this machine, or nothing is connected to it`,
    };
  const others = (offers: readonly DhcpOffer[]) => offers.filter((offer) => offer.server !== server);
  // One is right where the network has none of its own.
  const isEnough = (offers: readonly DhcpOffer[]) => others(offers).length > (server === null ? 1 : 0);
  try {
    return { offers: others(await askDhcpServers({ address, isEnough }, signal)), problem: null };
  } catch (error) {
    return { offers: [], problem: whyUnasked(error) };
  }
}

const addressOn = (bridge: string): string | null =>
  networkInterfaces()[bridge]?.find(({ family }) => family === 'IPv4')?.address ?? null;
