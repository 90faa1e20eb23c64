import type { Metadata } from 'next';
import { NewRulePage } from '../../../../components/rules/form/rule-form-page.tsx';

export const metadata: Metadata = { title: 'Add rule' };

interface PageProps {
  readonly searchParams: Promise<{ from?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { from } = await searchParams;
  return <NewRulePage from={typeof from === 'string' ? from : undefined} />;
}
