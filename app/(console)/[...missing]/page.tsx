import { notFound } from 'next/navigation';

/** Whatever no other page answers to, so that the frame stays around the words for it. */
export default function Page() {
  notFound();
}
