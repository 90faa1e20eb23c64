import type { Metadata } from 'next';
import { EditRulePage } from '../../../../../../components/rules/form/rule-form-page.tsx';

interface PageProps {
  readonly params: Promise<{ file: string; rule: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Edit ${decodeURIComponent((await params).rule)}` };
}

export default async function Page({ params }: PageProps) {
  const { file, rule } = await params;
  return <EditRulePage file={decodeURIComponent(file)} id={decodeURIComponent(rule)} />;
}
