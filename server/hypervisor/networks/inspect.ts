import { type Connection, NetworkXMLFlags } from 'node-libvirt';
import type { NetworkInspection, NetworkModel } from './api.ts';
import { bridgeName } from '../names.ts';
import { networkXml } from '../xml/network.ts';
import { describeNetwork, type NetworkDescription } from './description.ts';
import { findNetwork } from './nat-network.ts';

/** How a network of ours is now, compared with its model. Changes nothing. */
export async function inspectNetwork(
  connection: Connection,
  isLocal: boolean,
  model: NetworkModel,
): Promise<NetworkInspection> {
  const nothing = { differences: [], bridge: null, gateway: null };
  const network = await findNetwork(connection, model.name);
  if (network === null) return { state: 'missing', ...nothing };
  const isActive = await network.isActive();
  const present = describeNetwork(await network.getXMLDesc(isActive ? 0 : NetworkXMLFlags.INACTIVE));
  const bridge = bridgeName(model.name);
  if (present.bridge !== bridge) return { state: 'foreign', ...nothing };
  if (!isActive) return { state: 'inactive', ...nothing };
  const differences = differencesOf(present, describeNetwork(networkXml(model)));
  return {
    state: differences.length === 0 ? 'ready' : 'different',
    differences,
    bridge,
    gateway: isLocal ? `${model.subnet}.1` : null,
  };
}

/** What a description lacks and has too much, as lines with - and +. */
function differencesOf(present: NetworkDescription, wanted: NetworkDescription): string[] {
  const lines = ({ addresses, names, options }: NetworkDescription) => [...addresses, ...names, ...options];
  const [before, after] = [lines(present), lines(wanted)];
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}
