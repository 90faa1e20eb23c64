import type { Metadata } from 'next';
import { StoragePage } from '../../../../../components/host-objects/storage-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Storage of ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  return <StoragePage host={decodeURIComponent((await params).name)} />;
}
