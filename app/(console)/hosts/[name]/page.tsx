import type { Metadata } from 'next';
import { HostPage } from '../../../../components/hosts/host-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: PageProps) {
  const { name } = await params;
  return <HostPage name={decodeURIComponent(name)} />;
}
