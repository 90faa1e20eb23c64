import { X509Certificate } from 'node:crypto';
import { certificateFinding, reasonOf } from '../failures.ts';
import { authorityIn, type Chain, chainOf, described, foundAuthority } from './chain.ts';
import type { CheckContext, ConsoleService } from './context.ts';
import { failed, ok, type Outcome, warning } from './steps.ts';
import { targetOf } from './sockets.ts';

type Side = 'api' | 'boot';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** Path on the boot service of the certificates that an orchestrator's operator gives to firmware. */
const PUBLISHED = 'tink-stack/keys/Full_server.crt';
const LONGEST_PUBLISHED = 200_000;
const SOON_DAYS = 14;
const DAY = 86_400_000;

export async function checkCertificates(context: CheckContext): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const service of ['keycloak', 'api'] as const) {
    const outcome = await checkService(context, service, 'api');
    if (outcome.state === 'failed') {
      context.usable.delete('keycloak');
      context.usable.delete('api');
      return outcome;
    }
    outcomes.push(outcome);
  }
  return outcomes.find(({ state }) => state === 'warning') ?? outcomes[0] ?? ok('');
}

export async function checkBootCertificate(context: CheckContext): Promise<Outcome> {
  const outcome = await checkService(context, 'boot', 'boot');
  if (outcome.state === 'failed') context.usable.delete('boot');
  if (outcome.state !== 'ok' || context.authorities.boot !== null) return outcome;
  return {
    ...outcome,
    ...warning(
      `${outcome.evidence} The firmware of a node, however, trusts only the CA that it is given.`,
      'Give the CA of the boot service as its authority, even if it is a public one.',
    ),
  };
}

async function checkService(context: CheckContext, service: ConsoleService, side: Side): Promise<Outcome> {
  const url = context.url(service);
  const { host, port } = targetOf(url);
  const at = port === 443 ? host : `${host}:${port}`;
  let chain: Chain;
  try {
    chain = await chainOf(context, url, context.authorities[side]);
  } catch (error) {
    return notTls(at, error);
  }
  const certificates = chain.certificates.map(described);
  if (chain.problem === null) return { ...verified(chain, at), certificates };
  if (ABOUT_ITSELF.test(chain.problem)) return { ...wrongInItself(chain, host, at), certificates };
  return { ...(await unknownAuthority(context, service, side, chain)), certificates };
}

/** How a chain fares that only the CAs of the firmware may vouch for. `at`: host and port. */
export function chainOutcome(chain: Chain, host: string, at: string): Outcome {
  const certificates = chain.certificates.map(described);
  if (chain.problem === null) return { ...verified(chain, at), certificates };
  if (ABOUT_ITSELF.test(chain.problem)) return { ...wrongInItself(chain, host, at), certificates };
  const found = authorityIn(chain.certificates);
  return {
    ...failed(
      `The certificate of ${at} was not signed by the CA that the firmware is given, but by ${nameOf(chain)}.`,
      'Give the CA that signed it. If it was right before, ask the operator whether the CA was replaced: somebody may stand in between.',
      'certificate-authority',
    ),
    certificates,
    authority: found && foundAuthority(found),
  };
}

/** Problems of the certificate itself, whoever signed it. */
const ABOUT_ITSELF = /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|ALTNAME/;

export function notTls(at: string, error: unknown): Outcome {
  const [code, message] = reasonOf(error);
  return /WRONG_VERSION_NUMBER|PACKET_LENGTH|UNKNOWN_PROTOCOL|HTTP_REQUEST/.test(`${code} ${message}`)
    ? failed(
        `${at} speaks HTTP, not HTTPS.`,
        'Give the port of HTTPS; it is 443 unless the URL names one.',
        'server-unreachable',
      )
    : failed(
        `The TLS handshake with ${at} failed: ${message}.`,
        'Check that it is a service of the orchestrator that listens there, and what stands in between.',
        'server-unreachable',
      );
}

function verified({ certificates }: Chain, at: string): Outcome {
  const [own] = certificates;
  const { issuer = '', validTo = '' } = own === undefined ? {} : described(own);
  const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY);
  const evidence = `The certificate of ${at} was signed by ${issuer} and is valid until ${validTo.slice(0, 10)}.`;
  return days < SOON_DAYS
    ? warning(
        evidence,
        `Have it renewed within ${Math.max(0, days)} days; after that, nothing trusts it any more.`,
      )
    : ok(evidence);
}

function wrongInItself({ certificates, problem }: Chain, host: string, at: string): Outcome {
  const [own] = certificates;
  const { validFrom = '', validTo = '' } = own === undefined ? {} : described(own);
  const clock = `the clock of this machine shows ${new Date().toISOString().slice(0, 16)}Z`;
  const finding = certificateFinding(problem ?? '');
  if (problem?.includes('CERT_HAS_EXPIRED') === true) {
    return failed(
      `The certificate of ${at}, or one above it, has expired: it was valid until ${validTo}, and ${clock}.`,
      'Have it renewed at the orchestrator; if it is this clock that is wrong, set it.',
      finding,
    );
  }
  if (problem?.includes('NOT_YET_VALID') === true) {
    return failed(
      `The certificate of ${at} is not valid before ${validFrom}, and ${clock}.`,
      'Set the clock of this machine, or that of the orchestrator.',
      finding,
    );
  }
  return failed(
    `The certificate of ${at} is not for ${host}, but for ${(own?.subjectAltName ?? 'no name').replaceAll('DNS:', '')}.`,
    'Give the URL with a name for which it is, or have the certificate made for this one.',
    finding,
  );
}

/** The signer is not trusted: it is not the CA in the settings, or it is still to be confirmed by the user. */
async function unknownAuthority(
  context: CheckContext,
  service: ConsoleService,
  side: Side,
  chain: Chain,
): Promise<Outcome> {
  const { host } = targetOf(context.url(service));
  const given = side === 'api' ? context.settings.apiAuthority : context.settings.bootAuthority;
  const published = service === 'boot' ? await publishedBy(context) : [];
  const found = authorityIn([...chain.certificates, ...published]);
  const authority = found && foundAuthority(found);
  const expected = context.options.fingerprints?.[side];
  if (given !== null) {
    return {
      ...failed(
        `The certificate of ${host} was not signed by the CA that was given for it, but by ${nameOf(chain)}.`,
        'Give the CA that signed it. If it was right before, ask the operator whether the CA was replaced: somebody may stand in between.',
        'certificate-authority',
      ),
      authority,
    };
  }
  if (authority === null) {
    return failed(
      `The certificate of ${host} was signed by ${nameOf(chain)}, which the system does not know and the server does not present.`,
      'Give the certificate of that CA as PEM; the operator of the orchestrator has it.',
      'certificate-authority',
    );
  }
  if (expected === undefined) {
    return {
      ...failed(
        `The certificate of ${host} was signed by ${nameOf(chain)}, which nobody has confirmed yet. SHA-256 fingerprint of the CA: ${authority.fingerprint}.`,
        'Compare the fingerprint with the one that the operator of the orchestrator gives you, and confirm it.',
        'certificate-authority',
      ),
      authority,
    };
  }
  if (plain(expected) !== plain(authority.fingerprint)) {
    return failed(
      `The CA of ${host} has the fingerprint ${authority.fingerprint}, not ${expected}.`,
      'Do not go on before the operator explains it: the CA was replaced, or somebody stands in between.',
      'certificate-authority',
    );
  }
  context.authorities[side] = authority.pem;
  // The same CA applies to the boot service, unless another one is configured.
  if (side === 'api') context.authorities.boot ??= authority.pem;
  const again = await chainOf(context, context.url(service), authority.pem);
  if (again.problem !== null) return { ...wrongInItself(again, host, host), authority };
  return { ...ok(`The CA of ${host} has the confirmed fingerprint ${authority.fingerprint}.`), authority };
}

export const plain = (fingerprint: string): string =>
  fingerprint.replaceAll(/[^0-9A-Fa-f]/g, '').toLowerCase();

const nameOf = ({ certificates }: Chain): string => {
  const last = certificates.at(-1);
  return last === undefined ? 'nobody' : described(last).issuer;
};

/** Downloaded without verification, for display only: the user decides whether to trust it. */
async function publishedBy(context: CheckContext): Promise<X509Certificate[]> {
  const url = `${context.url('boot')}/${PUBLISHED}`;
  const peeked = await context
    .untrustingTransport()
    .peek(url, LONGEST_PUBLISHED)
    .catch(() => null);
  if (peeked === null || peeked.status >= 400) return [];
  const blocks = peeked.head.toString('latin1').match(CERTIFICATE) ?? [];
  return blocks.flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
}
