import type { Metadata } from 'next';
import { NodePage } from '../../../../components/nodes/detail/node-page.tsx';

export const metadata: Metadata = { title: 'Node' };

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <NodePage id={decodeURIComponent(id)} />;
}
