'use client';
import { ConsoleError } from '../../lib/contract/error.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';

/** An error with its fix; an unexpected one is shown as a failure of the page. */
export function Problem({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const known = error instanceof ConsoleError;
  return (
    <Note alert tone="bad" title={known ? error.message : `This page failed: ${error.message}`}>
      <p>{known ? error.fix : 'Reload the page. If it happens again, report it with what you did before.'}</p>
      {retry !== undefined && (
        <Button className="mt-2" onPress={retry}>
          Try again
        </Button>
      )}
    </Note>
  );
}
