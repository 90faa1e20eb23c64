import type { Metadata } from 'next';
import { HostFormPage } from '../../../../components/hosts/form/form-page.tsx';

export const metadata: Metadata = { title: 'Add host' };

export default function Page() {
  return <HostFormPage />;
}
