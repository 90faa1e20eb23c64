'use client';
import type { ComponentProps } from 'react';
import NextLink from 'next/link';
import { useRouter } from 'next/navigation';
import { serverUnreachable } from '../data/live.ts';
import { toast } from './toast-queue.ts';

type LinkProps = Omit<ComponentProps<typeof NextLink>, 'href' | 'prefetch'> & { readonly href: string };

/** Stays on the page instead of showing the browser's error page. */
function stayWithoutServer(event: { preventDefault: () => void }): void {
  if (!serverUnreachable()) return;
  event.preventDefault();
  toast('warn', 'The server cannot be reached', 'This page stays open until it is back.');
}

/**
 * A link to another page of the console. What is behind it is fetched when it is pointed at or has the focus: by
 * itself Next would fetch it as soon as it is in sight, two requests for each of hundreds of rows.
 */
export function Link({ href, ...rest }: LinkProps) {
  const router = useRouter();
  const fetchAhead = (): void => router.prefetch(href);
  return (
    <NextLink
      {...rest}
      href={href}
      prefetch={false}
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
      onNavigate={stayWithoutServer}
    />
  );
}
