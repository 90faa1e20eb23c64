import { type Metadata } from 'next';
import { OrchestratorsPage } from '../../../components/orchestrators/orchestrators-page.tsx';

export const metadata: Metadata = { title: 'Orchestrators' };

export default function Page() {
  return <OrchestratorsPage />;
}
