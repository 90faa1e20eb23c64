import { X509Certificate } from 'node:crypto';
import { SECURE_BOOT_WORDS } from '../../../lib/domain/efi-facts.ts';
import { certificatesOf } from '../../hypervisor/index.ts';
import type { SecureBootFacts } from '../../hypervisor/api.ts';
import { failed, ok, type Outcome, skipped, warning } from '../../orchestrator/index.ts';
import { onlyTheFirmwaresKeys } from '../create/warnings.ts';
import type { PreflightContext } from './subject.ts';

const MISSING = 'key-not-enrolled';

/** Whether the firmware of a node with Secure Boot will accept what the orchestrator has signed. */
export async function checkSecureBoot(context: PreflightContext): Promise<Outcome> {
  const { orchestrator, host, exists } = context.subject;
  const { machine, uuid } = context.node;
  if (!machine.secureBoot) return skipped('these nodes have no Secure Boot');
  if (orchestrator === null) return skipped('there is no orchestrator whose programs they boot');
  const { bootProgramUrl, secureBootCertificate } = await orchestrator.bootFacts();
  if (bootProgramUrl === null) return skipped('these nodes boot nothing of an orchestrator');
  const published = await orchestrator.publishedSecureBootKey();
  if (secureBootCertificate === null) return unknownKey(orchestrator.name, published);
  const given = certificatesOf(secureBootCertificate).map((der) => new X509Certificate(der));
  const key = given.map(nameOf).join(' and ');
  const present = published === null ? null : new X509Certificate(published);
  if (present !== null && given.every((known) => known.fingerprint256 !== present.fingerprint256)) {
    return failed(
      `“${orchestrator.name}” publishes ${nameOf(present)} with the fingerprint ${present.fingerprint256} now, but ${key} was confirmed: the firmware may refuse what it signs.`,
      'Ask its operator whether the key was replaced. If so, run the connection check, confirm the new one, and enrol it here.',
      MISSING,
    );
  }
  if (!exists) return ok(`The firmware will accept what ${key} has signed.`);
  return enrolled(context, await host.nvram.secureBoot(uuid, secureBootCertificate), key);
}

function enrolled(context: PreflightContext, { state, missing }: SecureBootFacts, key: string): Outcome {
  if (state !== 'on') {
    return failed(
      `Secure Boot is ${SECURE_BOOT_WORDS[state]}, although the node was made for it.`,
      'Switch it on in the firmware’s menu, or provision the node again: that resets its variables.',
      MISSING,
    );
  }
  if (missing.length === 0) return ok(`Secure Boot is on, and the firmware accepts what ${key} has signed.`);
  context.repairs.set('secure-boot', 'secure-boot');
  return failed(
    `Secure Boot is on, but ${missing.join(' and ')} is not enrolled in the firmware (db): it refuses the boot program.`,
    'Enrol the key; the node has to be off.',
    MISSING,
  );
}

function unknownKey(orchestrator: string, published: string | null): Outcome {
  if (published === null) {
    const fix = 'Give the orchestrator the certificate that its programs are signed with.';
    return warning(onlyTheFirmwaresKeys(orchestrator), fix, MISSING);
  }
  const key = new X509Certificate(published);
  return failed(
    `“${orchestrator}” signs with ${nameOf(key)} (SHA-256 ${key.fingerprint256}), which nobody has confirmed yet: the firmware refuses what it signs.`,
    'Edit the orchestrator, run its connection check, and confirm the key for Secure Boot.',
    MISSING,
  );
}

const nameOf = ({ subject }: X509Certificate): string => subject.split('\n').toReversed().join(', ');
