/**
 * Keeps the page current: fetches it every two seconds and replaces the tables. Forms are left alone, so that no input is
 * lost. Without this script the page works too, but has to be reloaded by hand.
 */
export const LIVE_SCRIPT = `
'use strict';
const parts = ['facts', 'hosts', 'active', 'requests'];
async function refresh() {
  if (!document.hidden) {
    try {
      const reply = await fetch('/', { headers: { accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
      for (const id of parts) {
        const before = document.getElementById(id);
        const after = fresh.getElementById(id);
        if (before && after && before.innerHTML !== after.innerHTML && !before.contains(document.activeElement)) {
          before.replaceWith(document.adoptNode(after));
        }
      }
      document.getElementById('stopped').hidden = true;
    } catch {
      document.getElementById('stopped').hidden = false;
    }
  }
  setTimeout(refresh, 2000);
}
setTimeout(refresh, 2000);
`;
