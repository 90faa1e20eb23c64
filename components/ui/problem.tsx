'use client';
import { ConsoleError } from '../../lib/contract/error.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';

/** An error in the product's words; one of the page's own is named as what it is. */
export function Problem({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const known = error instanceof ConsoleError;
  return (
    <Note alert tone="bad" title={known ? error.message : `This page has a fault: ${error.message}`}>
      <p>{known ? error.fix : 'Reload the page; if it comes again, report it with what you did before.'}</p>
      {retry !== undefined && (
        <Button className="mt-2" onPress={retry}>
          Try again
        </Button>
      )}
    </Note>
  );
}
