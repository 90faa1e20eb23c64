'use client';
import type { ImageUpload } from '../../lib/contract/image.ts';
import { useAllowed } from '../data/hooks.ts';
import { useCancelUpload, useOtherUploads } from '../data/images.ts';
import { dismissUpload } from '../data/store.ts';
import { Button } from '../ui/button.tsx';
import { Age } from '../ui/moment.tsx';
import { Note } from '../ui/note.tsx';
import { Problem } from '../ui/problem.tsx';
import { UploadProgress } from './upload-progress.tsx';

/** Uploads of other windows and of command lines. */
export function OtherUploads() {
  const { data: uploads = [] } = useOtherUploads();
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="grid gap-3">
      {uploads.map((upload) => (
        <li key={upload.id}>{upload.failure ? <Failed upload={upload} /> : <Running upload={upload} />}</li>
      ))}
    </ul>
  );
}

function Running({ upload }: { readonly upload: ImageUpload }) {
  const { id, name, received, bytes, startedBy, startedAt } = upload;
  const mayWrite = useAllowed('images.write');
  const cancel = useCancelUpload();
  return (
    <div className="grid gap-2 rounded-lg border border-line bg-panel p-4">
      <UploadProgress name={name} received={received} total={bytes}>
        {mayWrite && (
          <Button
            aria-label={`Cancel the upload of ${name}`}
            isDisabled={cancel.isPending}
            onPress={() => cancel.mutate(id)}
          >
            Cancel
          </Button>
        )}
      </UploadProgress>
      <p className="text-xs text-ink-3">
        begun <Age at={startedAt} ago /> by {startedBy}
      </p>
      {cancel.error && <Problem error={cancel.error} />}
    </div>
  );
}

function Failed({ upload: { id, name, startedBy, failure } }: { readonly upload: ImageUpload }) {
  return (
    <Note tone="bad" title={`“${name}”, uploaded by ${startedBy}, was not added`}>
      <p>
        {failure?.message} {failure?.fix}
      </p>
      <Button className="mt-1.5" onPress={() => dismissUpload(id)}>
        Dismiss
      </Button>
    </Note>
  );
}
