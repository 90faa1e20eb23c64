import type { Metadata } from 'next';
import { EditFilePage } from '../../../../components/rules/file/edit-file-page.tsx';

export const metadata: Metadata = { title: 'Edit rules' };

interface PageProps {
  readonly searchParams: Promise<{ file?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { file } = await searchParams;
  return <EditFilePage name={typeof file === 'string' ? file : ''} />;
}
