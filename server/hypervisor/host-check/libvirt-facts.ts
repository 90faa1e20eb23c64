import { Connection } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { toConsoleError } from '../connection/errors.ts';
import { findFirmware } from '../firmware/find.ts';

const OPEN_MS = 15_000;
const CALL_MS = 20_000;

export interface LibvirtFacts {
  readonly libvirt: string;
  readonly hypervisor: string;
  readonly hostname: string;
  readonly kvm: boolean;
  readonly firmware: { readonly code: string } | { readonly missing: string; readonly fix: string };
}

const version = (number: number): string =>
  [Math.trunc(number / 1_000_000), Math.trunc(number / 1000) % 1000, number % 1000].join('.');

/** What libvirt at that URI says of itself and its machine, over a connection of its own. */
export async function libvirtFacts(
  uri: string,
  { sshOptions, isLocal, signal }: { sshOptions: readonly string[]; isLocal: boolean; signal: AbortSignal },
): Promise<LibvirtFacts> {
  try {
    await using connection = await Connection.open(uri, {
      ...{ timeout: OPEN_MS, callTimeout: () => CALL_MS, signal, sshOptions },
    });
    const [libvirt, hypervisor, hostname, xml] = await Promise.all([
      connection.getLibVersion(),
      connection.getVersion(),
      connection.getHostname(),
      connection.getCapabilities(),
    ]);
    return {
      ...{ libvirt: version(libvirt), hypervisor: version(hypervisor), hostname },
      kvm: xml.includes("<domain type='kvm'"),
      firmware: await firmwareOf(connection, isLocal),
    };
  } catch (error) {
    throw toConsoleError(error, `the connection to ${uri}`);
  }
}

async function firmwareOf(connection: Connection, isLocal: boolean): Promise<LibvirtFacts['firmware']> {
  try {
    return await findFirmware(connection, isLocal, false);
  } catch (error) {
    const meant = toConsoleError(error, 'looking for firmware');
    if (!(meant instanceof ConsoleError)) throw error;
    return { missing: meant.message, fix: meant.fix };
  }
}
