import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What virsh says of a domain. */
export interface VirshFacts {
  readonly name: string;
  readonly state: string;
  readonly persistent: boolean;
  readonly autostart: boolean;
  readonly disks: readonly { readonly device: string; readonly target: string; readonly source: string }[];
  readonly interfaces: readonly { readonly type: string; readonly source: string; readonly mac: string }[];
}

/** A command line has an end, and a domain needs some. */
const AT_ONCE = 150;
const BEGIN = '@@';

/** By UUID; `uri` names a daemon, in whose process the driver is. */
export async function virshFacts(uri: string, uuids: readonly string[]): Promise<Map<string, VirshFacts>> {
  const facts = new Map<string, VirshFacts>();
  const remote = uri.replace(/^(\w+):/, '$1+unix:');
  for (let at = 0; at < uuids.length; at += AT_ONCE) {
    const commands = uuids
      .slice(at, at + AT_ONCE)
      .flatMap((uuid) => [
        `echo "\n${BEGIN} ${uuid}\n"; dominfo ${uuid}`,
        `echo "\n${BEGIN} disks\n"; domblklist --details ${uuid}`,
        `echo "\n${BEGIN} interfaces\n"; domiflist ${uuid}`,
      ]);
    const { stdout } = await promisify(execFile)('virsh', ['-q', '-c', remote, commands.join('; ')], {
      maxBuffer: 2 ** 28,
      env: { ...process.env, LC_ALL: 'C' },
    });
    const parts = stdout.split(`\n${BEGIN} `).slice(1).map(linesOf);
    for (let each = 0; each < parts.length; each += 3) {
      const [info = [], disks = [], interfaces = []] = parts.slice(each, each + 3);
      facts.set(info[0] ?? '', factsOf(info, disks.slice(1), interfaces.slice(1)));
    }
  }
  return facts;
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');
const cellsOf = (line: string): string[] => line.trim().split(/ {2,}/);

function factsOf(
  info: readonly string[],
  disks: readonly string[],
  interfaces: readonly string[],
): VirshFacts {
  const said = (name: string): string => {
    const line = info.find((each) => each.startsWith(`${name}:`)) ?? '';
    return line.slice(name.length + 1).trim();
  };
  return {
    ...{ name: said('Name'), state: said('State') },
    ...{ persistent: said('Persistent') === 'yes', autostart: said('Autostart') === 'enable' },
    disks: disks.map(cellsOf).map(([, device = '', target = '', ...source]) => ({
      ...{ device, target, source: source.join('  ') },
    })),
    interfaces: interfaces
      .map(cellsOf)
      .map(([, type = '', source = '', , mac = '']) => ({ type, source, mac })),
  };
}
