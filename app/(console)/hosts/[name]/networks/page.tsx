import type { Metadata } from 'next';
import { NetworksPage } from '../../../../../components/host-objects/networks-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Networks of ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  return <NetworksPage host={decodeURIComponent((await params).name)} />;
}
