import { X509Certificate } from 'node:crypto';
import { publishedKey } from '../published-key.ts';
import { plain } from './certificates.ts';
import { described, foundAuthority } from './chain.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, type Outcome, warning } from './steps.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificate that the orchestrator publishes for the firmware of nodes with Secure Boot. */
export async function checkSecureBootKey(context: CheckContext): Promise<Outcome> {
  const given = (context.settings.secureBootCertificate?.match(CERTIFICATE) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
  const found = await publishedKey(context.bootTransport(), context.url('boot'));
  if (found === null) return nonePublished(given);
  const outcome = compared(found, given, context.options.fingerprints?.secureBoot);
  return {
    ...outcome,
    certificates: [described(found)],
    authority: foundAuthority(found),
  };
}

function nonePublished(given: readonly X509Certificate[]): Outcome {
  return given.length === 0
    ? ok('The boot service publishes none; nodes with Secure Boot accept what their firmware accepts anyway.')
    : ok(`The boot service publishes none; ${namesOf(given)} was given, and is enrolled in the firmware.`);
}

function compared(
  found: X509Certificate,
  given: readonly X509Certificate[],
  expected: string | undefined,
): Outcome {
  const { subject, validTo } = described(found);
  const { fingerprint256 } = found;
  if (given.some((known) => known.fingerprint256 === fingerprint256)) {
    return ok(`${subject}, valid until ${validTo.slice(0, 10)}, is enrolled in the firmware of new nodes.`);
  }
  if (given.length > 0) {
    return failed(
      `The boot service publishes ${subject} with the fingerprint ${fingerprint256}, but ${namesOf(given)} was confirmed.`,
      'Do not go on before the operator explains it: the key was replaced, or somebody stands in between.',
      'key-not-enrolled',
    );
  }
  if (expected === undefined) {
    return warning(
      `The boot service publishes ${subject}, which nobody has confirmed yet. SHA-256 fingerprint: ${fingerprint256}.`,
      'For nodes with Secure Boot, compare the fingerprint with what the operator of the orchestrator tells, and confirm it. Others do not need it.',
    );
  }
  return plain(expected) === plain(fingerprint256)
    ? ok(`${subject} has the confirmed fingerprint ${fingerprint256}.`)
    : failed(
        `The key for Secure Boot has the fingerprint ${fingerprint256}, not ${expected}.`,
        'Do not go on before the operator explains it: the key was replaced, or somebody stands in between.',
        'key-not-enrolled',
      );
}

const namesOf = (certificates: readonly X509Certificate[]): string =>
  certificates.map((certificate) => described(certificate).subject).join(' and ');
