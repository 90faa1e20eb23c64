import { ConsoleError } from '../../../lib/contract/error.ts';
import { BOOT_OPTION_NAME } from './efi-variables.ts';
import { GLOBAL_GUID } from './guid.ts';
import { activated, parseLoadOption } from './load-option.ts';
import type { Variable } from './variable-store.ts';

/** non-volatile, boot-service, runtime */
const BOOT_ATTRIBUTES = 0b111;
/** Of a variable without authentication. */
const UNAUTHENTICATED = Buffer.alloc(28);

/**
 * These variables with BootNext naming the network's boot option; the firmware deletes BootNext before it follows it.
 * Installers deactivate that option, so it is activated again: the firmware would replace it by another one, with
 * another number, before it looks at BootNext.
 */
export function withNetworkNext(variables: readonly Variable[]): Variable[] {
  const option = networkOption(variables);
  const data = Buffer.alloc(2);
  data.writeUInt16LE(Number.parseInt(option.slice('Boot'.length), 16));
  const kept = variables.filter((variable) => !isGlobal(variable, 'BootNext'));
  return [
    ...kept.map((variable) =>
      isGlobal(variable, option) ? { ...variable, data: activated(variable.data) } : variable,
    ),
    {
      ...{ name: 'BootNext', guid: GLOBAL_GUID, attributes: BOOT_ATTRIBUTES, data },
      authentication: UNAUTHENTICATED,
    },
  ];
}

const isGlobal = ({ name, guid }: Variable, wanted: string): boolean =>
  name === wanted && guid === GLOBAL_GUID;

/** The firmware makes an option for each network card and protocol at every start. */
function networkOption(variables: readonly Variable[]): string {
  const found = variables
    .filter(({ name, guid }) => guid === GLOBAL_GUID && BOOT_OPTION_NAME.test(name))
    .map(({ name, data }) => ({ name, path: parseLoadOption(data).devicePath }))
    .filter(({ path }) => path.includes('/IPv4(') || path.includes('/IPv6('));
  const [best] = [/\/IPv4\(.*\/Uri\(/, /\/Uri\(/, /\/IPv4\(/, /./].flatMap((form) =>
    found.filter(({ path }) => form.test(path)),
  );
  if (best !== undefined) return best.name;
  throw new ConsoleError('conflict', 'The node’s firmware has no boot option for the network.', {
    fix: 'Start the node once, so that the firmware finds its network card; or provision it again.',
  });
}
