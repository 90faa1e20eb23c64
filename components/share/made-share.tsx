'use client';
import type { NewShare } from '../../lib/contract/share.ts';
import { absolute } from '../../lib/domain/format.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';
import { toast } from '../ui/toast-queue.ts';
import { QrCode } from './qr-code.tsx';

const LOOPBACK = /^(localhost|127\.|\[::1\])/;

interface MadeShareProps {
  readonly share: NewShare;
  readonly onClose: () => void;
}

/** The address of a link: here, and never again. */
export function MadeShare({ share, onClose }: MadeShareProps) {
  const copy = (): void =>
    void copyText(share.url).then((copied) => {
      if (copied) toast('good', 'Link copied');
    });
  return (
    <Dialog title="Link created" open typed onClose={onClose}>
      <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
        <p className="text-ink-2">
          Shows <span className="font-medium text-ink">{share.title}</span> until {absolute(share.expiresAt)}
          {share.passphrase && ', to those who also know the passphrase'}. The address is not shown again.
        </p>
        <label className="flex flex-col gap-1 text-xs font-medium text-ink-2">
          Address
          <textarea
            readOnly
            rows={3}
            value={share.url}
            onFocus={(event) => event.target.select()}
            className="w-full resize-none rounded-md border border-edge bg-panel px-2 py-1.5 font-mono text-xs break-all text-ink"
          />
        </label>
        {LOOPBACK.test(new URL(share.url).hostname) && (
          <Note tone="warn" title="This address works on this machine only.">
            For others, open the console by a name that they can reach, or set VEN_BASE_URL.
          </Note>
        )}
        <div className="flex justify-center">
          <QrCode text={share.url} label="QR code of the address" />
        </div>
        <p className="text-xs text-ink-3">
          <Link href="/settings#share-links" className="text-accent underline">
            Settings → Share links
          </Link>{' '}
          shows how many look at it, and ends it.
        </p>
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Close</Button>
        <Button kind="primary" autoFocus onPress={copy}>
          Copy link
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
