import { X509Certificate } from 'node:crypto';
import { authorityVolume, certificatesIn, signatureLists } from '../../hypervisor/index.ts';
import { filesOf } from '../nodes/node-volumes.ts';
import { failed, ok, type Outcome, skipped } from '../../orchestrator/index.ts';
import type { PreflightContext } from './subject.ts';

/** The CA list that the firmware reads: there, well-formed, valid, and the orchestrator's present one. */
export async function checkAuthority(context: PreflightContext): Promise<Outcome> {
  const { exists, host } = context.subject;
  const pem = context.boot?.facts.authority ?? null;
  if (!context.bootUrl.options.url.startsWith('https:'))
    return skipped('nothing is loaded over HTTPS by the firmware');
  if (pem === null)
    return failed('The orchestrator has no CA for firmware.', 'Give it one: edit the orchestrator.', WRONG);
  const wanted = signatureLists(pem);
  const invalid = validity(wanted);
  if (invalid !== null) return invalid;
  if (!exists) return ok(`The firmware will trust ${namesOf(wanted)}.`);
  const present = await host.storage.readFile(authorityVolume(filesOf(context.node)));
  if (present?.equals(wanted) === true) return ok(`The firmware trusts ${namesOf(wanted)}.`);
  context.repairs.set('authority', 'authority');
  if (present === null) return failed('The CA list of the firmware is gone.', FIX, WRONG);
  try {
    const others = namesOf(present);
    return failed(
      `The firmware trusts ${others}, but the orchestrator’s CA is ${namesOf(wanted)} now.`,
      FIX,
      WRONG,
    );
  } catch {
    return failed('The CA list of the firmware is not a list of EFI signatures.', FIX, WRONG);
  }
}

const WRONG = 'authority-wrong';
const FIX = 'Put the present CA into the firmware; the node has to be off.';

function validity(lists: Buffer): Outcome | null {
  const now = Date.now();
  for (const { subject, validFrom, validTo } of certificatesOf(lists)) {
    if (Date.parse(validTo) < now) {
      return failed(
        `The CA ${oneLine(subject)} expired on ${validTo}.`,
        'Give the orchestrator its new CA.',
        'certificate-dates',
      );
    }
    if (Date.parse(validFrom) > now) {
      return failed(
        `The CA ${oneLine(subject)} is not valid before ${validFrom}.`,
        'Check the clock of this machine.',
        'certificate-dates',
      );
    }
  }
  return null;
}

const certificatesOf = (lists: Buffer): X509Certificate[] =>
  certificatesIn(lists).map((der) => new X509Certificate(der));
const oneLine = (name: string): string => name.split('\n').toReversed().join(', ');
const namesOf = (lists: Buffer): string =>
  certificatesOf(lists)
    .map(({ subject }) => oneLine(subject))
    .join(' and ');
