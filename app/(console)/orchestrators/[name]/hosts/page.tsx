import type { Metadata } from 'next';
import { ProjectHostsPage } from '../../../../../components/orchestrators/hosts/hosts-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Hosts of ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  const { name } = await params;
  return <ProjectHostsPage orchestrator={decodeURIComponent(name)} />;
}
