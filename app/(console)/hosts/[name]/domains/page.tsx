import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { DomainsPage } from '../../../../../components/domains/domains-page.tsx';
import { FIRST_DOMAINS_HEADER, readFirstDomains } from '../../../../../lib/contract/first-rows.ts';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Domains of ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  const first = readFirstDomains((await headers()).get(FIRST_DOMAINS_HEADER));
  return <DomainsPage host={decodeURIComponent((await params).name)} first={first} />;
}
