import type { Metadata } from 'next';
import { PopOut } from '../../../components/console/pop-out.tsx';

export const metadata: Metadata = { title: 'Console' };

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <PopOut id={decodeURIComponent(id)} />;
}
