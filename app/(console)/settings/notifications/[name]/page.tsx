import type { Metadata } from 'next';
import { WebhookPage } from '../../../../../components/notifications/webhook-page.tsx';

interface PageProps {
  readonly params: Promise<{ name: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: `Webhook ${decodeURIComponent((await params).name)}` };
}

export default async function Page({ params }: PageProps) {
  const { name } = await params;
  return <WebhookPage name={decodeURIComponent(name)} />;
}
