import { createHash } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { type Connection, type Network, NetworkXMLFlags } from 'node-libvirt';
import { ConsoleError } from '../../../../lib/contract/error.ts';
import { dnsmasqOptions } from '../../../../lib/domain/dhcp-options.ts';
import type { Disconnected, NetworkPlan, WantedOptions } from '../api.ts';
import { checkBootFacts } from '../../xml/network.ts';
import { bootProgramIn, describeNetwork } from '../description.ts';
import { findNetwork } from '../nat-network.ts';
import { domainsOnNetwork } from '../users.ts';
import { isNothing, linesIn, withOptions, without, withoutOptions } from './edit.ts';
import { findRecord, type OptionsRecord } from './record.ts';
import { restartNetwork, startNetwork } from './relink.ts';

interface Place {
  readonly connection: Connection;
  readonly installation: string;
  readonly name: string;
}

/** What would change in somebody else's network; `wanted` null takes back what the console has added. */
export async function planOptions(place: Place, wanted: WantedOptions | null): Promise<NetworkPlan> {
  return (await plan(place, wanted)).result;
}

/** Does what a plan says, if it would still say the same. */
export async function changeOptions(
  place: Place,
  wanted: WantedOptions | null,
  { hash, restart }: { readonly hash: string; readonly restart: boolean },
): Promise<Disconnected[]> {
  const { result, network, bridge, live } = await plan(place, wanted);
  if (result.hash !== hash) {
    throw new ConsoleError('conflict', `The network "${place.name}" or its use has changed meanwhile.`, {
      fix: 'Look at the change again, then confirm it.',
    });
  }
  if (result.after !== result.before) await place.connection.networkDefineXML(result.after);
  if (!restart || !result.restart) return [];
  const ends = { bridge, installation: place.installation };
  try {
    return await restartNetwork(place.connection, network, ends);
  } catch (error) {
    // It is not the console's: it has to run on as it did, which its definition for the next start may not allow.
    await place.connection.networkDefineXML(live ?? result.before);
    await startNetwork(place.connection, network, ends);
    await place.connection.networkDefineXML(result.before);
    throw error;
  }
}

/** Starts it again, and connects the domains in it, after a restart that was interrupted. */
export async function finishRestart({ connection, installation, name }: Place): Promise<Disconnected[]> {
  const network = await findNetwork(connection, name);
  if (network === null) return [];
  const { bridge } = describeNetwork(await network.getXMLDesc(NetworkXMLFlags.INACTIVE));
  return startNetwork(connection, network, { bridge, installation });
}

async function plan(place: Place, wanted: WantedOptions | null) {
  const { connection, installation, name } = place;
  const network = await persistent(connection, name);
  const isActive = await network.isActive();
  const before = await network.getXMLDesc(NetworkXMLFlags.INACTIVE);
  const live = isActive ? await network.getXMLDesc() : null;
  const record = findRecord(before)?.record ?? null;
  if (record !== null && record.installation !== installation) throw another(name, record);
  const missing = record === null ? { options: [], names: [] } : without(record, linesIn(before));
  const after =
    wanted === null ? withoutOptions(before) : applied(before, record, recordOf(place, before, wanted));
  const restart = live !== null && dhcpOf(live) !== dhcpOf(after);
  const { bridge } = describeNetwork(before);
  const running = isActive ? await domainsOnNetwork(connection, { name, bridge }, 'running') : null;
  const facts = {
    ...{ before, after, restart },
    applied: record?.orchestrator ?? null,
    missing: [...missing.options, ...missing.names.map((each) => `${each.address} ${each.name}`)],
    running: [...(running?.users ?? []), ...(running?.unreadable ?? [])].sort(),
  };
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return { network, bridge, live, result: { ...facts, hash } };
}

async function persistent(connection: Connection, name: string): Promise<Network> {
  const network = await findNetwork(connection, name);
  if (network === null)
    throw new ConsoleError('not-found', `The host has no network "${name}".`, { fix: 'Check its name.' });
  if (await network.isPersistent()) return network;
  throw new ConsoleError('conflict', `The network "${name}" exists only until it is stopped.`, {
    fix: `Define it: virsh net-dumpxml ${name} > ${name}.xml && virsh net-define ${name}.xml`,
  });
}

function another(name: string, { installation }: OptionsRecord): ConsoleError {
  return new ConsoleError('conflict', `Another console (${installation}) has added options to "${name}".`, {
    fix: 'Let that console take them back first, or use another network.',
  });
}

/** What its DHCP and DNS server are told. */
const dhcpOf = (xml: string): string => JSON.stringify(linesIn(xml));

function recordOf({ installation, name }: Place, xml: string, wanted: WantedOptions) {
  const { bootProgramUrl, bootScriptUrl, hosts, orchestrator } = wanted;
  const gateway = describeNetwork(xml).addresses.find((address) => isIPv4(address));
  if (gateway === undefined || !xml.includes('<dhcp>')) {
    throw new ConsoleError('conflict', `libvirt gives no addresses in the network "${name}".`, {
      fix: 'Its own DHCP server has to send the options: the check before power-on says which.',
    });
  }
  const names = hosts.map((host) => ({
    address: host.address === 'gateway' ? gateway : host.address,
    names: host.names,
  }));
  checkBootFacts(name, { bootProgramUrl, bootScriptUrl, names });
  return {
    ...{ installation, orchestrator, bootProgramUrl },
    options: dnsmasqOptions({ bootProgramUrl, bootScriptUrl }),
    names: names.flatMap((each) => each.names.map((of) => ({ address: each.address, name: of }))),
  };
}

/** Unchanged when it has all of it already; else what the console had added before is replaced. */
function applied(
  xml: string,
  record: OptionsRecord | null,
  wanted: OptionsRecord & Pick<WantedOptions, 'bootProgramUrl'>,
): string {
  const isCurrent =
    (record === null || record.orchestrator === wanted.orchestrator) &&
    isNothing(without(wanted, linesIn(xml))) &&
    isNothing(record === null ? { options: [], names: [] } : without(record, wanted));
  if (isCurrent) return xml;
  const base = withoutOptions(xml);
  const other = bootProgramIn(linesIn(base).options);
  if (other === null || other === wanted.bootProgramUrl) return withOptions(base, wanted);
  throw new ConsoleError('conflict', `The network already boots machines from ${other}.`, {
    fix: 'That is not the console’s: let its owner change it, or use another network.',
  });
}
