import { DomainPage } from '../../../../../../components/domains/domain-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string; domain: string }>;
}

export const metadata = { title: 'Domain' };

export default async function Page({ params }: PageProps) {
  const { name, domain } = await params;
  return <DomainPage host={decodeURIComponent(name)} domain={decodeURIComponent(domain)} />;
}
