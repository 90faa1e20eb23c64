'use client';
import type { CheckStep, PresentedCertificate } from '../../lib/contract/orchestrator-check.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';

const day = (moment: string): string => moment.slice(0, 10);

function Certificate({ certificate }: { readonly certificate: PresentedCertificate }) {
  const { subject, issuer, validFrom, validTo, selfSigned } = certificate;
  const facts = [
    ['Subject', subject],
    ['Issuer', selfSigned ? 'itself' : issuer],
    ['Valid', `${day(validFrom)} to ${day(validTo)}`],
  ] as const;
  return (
    <dl className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-2">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const Fingerprint = ({ text }: { readonly text: string }) => (
  <p className="mt-1">
    <span className="text-ink-3">SHA-256</span> <CopyButton text={text} what="fingerprint" />
    <code className="block font-mono text-[11px] break-all">{text}</code>
  </p>
);

/** The chain of a server, folded. */
export function PresentedCertificates({
  certificates,
}: {
  readonly certificates: readonly PresentedCertificate[];
}) {
  return (
    <details className="mt-1">
      <summary className="cursor-pointer hover:text-ink">
        {certificates.length === 1
          ? 'The certificate presented'
          : `${certificates.length} certificates presented`}
      </summary>
      <ul className="mt-1 flex flex-col gap-2">
        {certificates.map((certificate) => (
          <li key={certificate.fingerprint} className="border-l-2 border-line pl-2">
            <Certificate certificate={certificate} />
            <Fingerprint text={certificate.fingerprint} />
          </li>
        ))}
      </ul>
    </details>
  );
}

interface AuthorityFoundProps {
  readonly authority: NonNullable<CheckStep['authority']>;
  readonly onTrust: () => void;
}

/** An unconfirmed certificate, with the facts needed to confirm it. */
export function AuthorityFound({ authority, onTrust }: AuthorityFoundProps) {
  return (
    <div className="mt-2 rounded-md border border-warn/40 bg-warn-soft p-2.5">
      <Certificate certificate={authority} />
      <Fingerprint text={authority.fingerprint} />
      <Button className="mt-2" onPress={onTrust}>
        Trust this certificate
      </Button>
    </div>
  );
}
