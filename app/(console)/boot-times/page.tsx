import type { Metadata } from 'next';
import { BootTimesPage } from '../../../components/boot-times/boot-times-page.tsx';

export const metadata: Metadata = { title: 'Boot times' };

export default function Page() {
  return <BootTimesPage />;
}
