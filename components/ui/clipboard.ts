import { toast } from './toast-queue.ts';

/** Copies text; if the browser does not allow it, suggests an alternative. */
export async function copyText(text: string): Promise<boolean> {
  if ((await copiedByInterface(text)) || copiedByCommand(text)) return true;
  toast('warn', 'Copying was blocked by the browser', 'Select the text and press Ctrl-C.');
  return false;
}

/** Browsers have it on secure pages only: not over plain HTTP from another machine. */
async function copiedByInterface(text: string): Promise<boolean> {
  if (!window.isSecureContext) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The old way works on every page. What is marked and focused stays so: the text goes in at the event. */
function copiedByCommand(text: string): boolean {
  let copied = false;
  const fill = (event: ClipboardEvent): void => {
    event.stopImmediatePropagation();
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    copied = event.clipboardData !== null;
  };
  document.addEventListener('copy', fill, { capture: true });
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- there is no other way without a secure context
    document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', fill, { capture: true });
  }
  return copied;
}
