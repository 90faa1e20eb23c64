import type { Metadata } from 'next';
import { DomainsPage } from '../../../../../components/domains/domains-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Domains of ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  return <DomainsPage host={decodeURIComponent((await params).name)} />;
}
