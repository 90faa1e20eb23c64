import type { Metadata } from 'next';
import { HostFormPage } from '../../../../../components/hosts/form/form-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Edit ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  const { name } = await params;
  return <HostFormPage name={decodeURIComponent(name)} />;
}
