import { type Metadata } from 'next';
import { HostPage } from '../../../../components/hosts/host-page.tsx';

export const metadata: Metadata = { title: 'Host' };

export default async function Page({ params }: { readonly params: Promise<{ name: string }> }) {
  const { name } = await params;
  return <HostPage name={decodeURIComponent(name)} />;
}
