import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const INTERFACES = '/sys/class/net';

/** The bridges of this machine, with the interfaces that are connected to each. */
export async function bridgesOfMachine(): Promise<{ name: string; ports: string[] }[]> {
  const found = await Promise.all(
    (await namesIn(INTERFACES)).map(async (name) => {
      const isBridge = (await namesIn(join(INTERFACES, name, 'bridge'))).length > 0;
      return isBridge ? { name, ports: await portsOf(name) } : null;
    }),
  );
  return found.filter((bridge) => bridge !== null);
}

/** The interfaces that are connected to a bridge of this machine. */
export const portsOf = (bridge: string): Promise<string[]> => namesIn(join(INTERFACES, bridge, 'brif'));

/** None when there is no such folder. */
const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).sort((one, other) => one.localeCompare(other));
