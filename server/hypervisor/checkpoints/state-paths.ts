import { dirname } from 'node:path';
import type { Domain } from 'node-libvirt';
import { unescaped } from '../domains/definitions.ts';
import { TPM_FOLDER } from '../orphans/kinds.ts';

/** Where a domain's firmware and TPM emulator keep what they remember; null for what it does not have. */
export interface StatePaths {
  readonly nvram: string | null;
  readonly tpm: string | null;
}

export async function statePaths(domain: Domain, uri: string): Promise<StatePaths> {
  const xml = await domain.getXMLDesc();
  const written = /<nvram[^>]*>([^<]+)<\/nvram>/.exec(xml)?.[1];
  const nvram = written === undefined ? null : unescaped(written);
  return { nvram, tpm: tpmPath(xml, domain.uuid, tpmFolder(uri, nvram)) };
}

/** libvirt before 10 does not say where. A user's own libvirt has it beside the firmware's variables. */
const tpmFolder = (uri: string, nvram: string | null): string =>
  /\/session(?:\?|$)/.test(uri) && nvram !== null ? `${dirname(dirname(nvram))}/swtpm` : TPM_FOLDER;

function tpmPath(xml: string, uuid: string, folder: string): string | null {
  const backend = /<backend type='emulator'(?: version='([\d.]+)')?/.exec(xml);
  if (backend === null) return null;
  // What swtpm calls its permanent state; what else it has is gone when the machine is off.
  return backend[1] === '1.2'
    ? `${folder}/${uuid}/tpm1.2/tpm-00.permall`
    : `${folder}/${uuid}/tpm2/tpm2-00.permall`;
}
