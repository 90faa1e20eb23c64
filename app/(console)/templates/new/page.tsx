import type { Metadata } from 'next';
import { NewTemplatePage } from '../../../../components/templates/form/template-form-page.tsx';

export const metadata: Metadata = { title: 'Add template' };

interface PageProps {
  readonly searchParams: Promise<{ from?: string | string[]; version?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { from, version } = await searchParams;
  return (
    <NewTemplatePage
      from={typeof from === 'string' ? from : undefined}
      version={typeof version === 'string' && /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined}
    />
  );
}
