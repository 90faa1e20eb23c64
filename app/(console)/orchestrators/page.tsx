import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { OrchestratorsPage } from '../../../components/orchestrators/orchestrators-page.tsx';

export const metadata: Metadata = { title: 'Orchestrators' };

interface PageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function Page({ searchParams }: PageProps) {
  if ((await searchParams).add !== undefined) redirect('/orchestrators/new');
  return <OrchestratorsPage />;
}
