import type { Metadata } from 'next';
import { OrchestratorFormPage } from '../../../../components/orchestrators/form/form-page.tsx';

export const metadata: Metadata = { title: 'Add orchestrator' };

export default function Page() {
  return <OrchestratorFormPage />;
}
