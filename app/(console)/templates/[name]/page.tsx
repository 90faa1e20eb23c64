import type { Metadata } from 'next';
import { TemplatePage } from '../../../../components/templates/template-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Template ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  const { name } = await params;
  return <TemplatePage name={decodeURIComponent(name)} />;
}
