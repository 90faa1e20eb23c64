import type { Metadata } from 'next';
import { ConsoleWindow } from '../../../../../components/nodes/console-window.tsx';

export const metadata: Metadata = { title: 'Console' };

export default async function Page({ params }: { readonly params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <ConsoleWindow id={decodeURIComponent(id)} />;
}
