import type { Metadata } from 'next';
import { SchedulePage } from '../../../../components/schedules/schedule-page.tsx';

export const metadata: Metadata = { title: 'Schedule' };

export default async function Page({ params }: { readonly params: Promise<{ name: string }> }) {
  const { name } = await params;
  return <SchedulePage name={decodeURIComponent(name)} />;
}
