import type { Metadata } from 'next';
import { RulePage } from '../../../../../components/rules/rule-page.tsx';

interface PageProps {
  readonly params: Promise<{ file: string; rule: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Rule ${decodeURIComponent((await params).rule)}` };
}

export default async function Page({ params }: PageProps) {
  const { file, rule } = await params;
  return <RulePage file={decodeURIComponent(file)} id={decodeURIComponent(rule)} />;
}
