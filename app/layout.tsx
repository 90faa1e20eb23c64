import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { asTheme, THEME_COOKIE } from '../components/data/theme-choice.ts';
import { DataProvider } from '../components/data/provider.tsx';
import { ASK_AGAIN_FOR_LOST_FILES } from '../components/shell/lost-files.ts';

export const metadata: Metadata = {
  title: { default: 'Virtual Edge Node Console', template: '%s · VEN Console' },
  description: 'Creates, boots, shows, explains and removes virtual edge nodes',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#12151b' },
  ],
};

/** Reading the cookie also makes every page be drawn per request, which the nonce of the scripts needs. */
export default async function Layout({ children }: { readonly children: ReactNode }) {
  const theme = asTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme} suppressHydrationWarning>
      <head>
        <script
          nonce={await nonce()}
          suppressHydrationWarning
          dangerouslySetInnerHTML={{ __html: ASK_AGAIN_FOR_LOST_FILES }}
        />
      </head>
      <body>
        <DataProvider>{children}</DataProvider>
      </body>
    </html>
  );
}

/** Of this answer, from where Next takes it as well (`server/web/pages.ts`). */
async function nonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy');
  return /'nonce-([^']+)'/.exec(policy ?? '')?.[1];
}
