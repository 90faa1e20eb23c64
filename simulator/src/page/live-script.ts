/**
 * Keeps the page current: fetches it again and puts the new tables in the place of the old ones. Forms are left
 * alone, so that nobody's typing is lost. Without it the page works the same and is reloaded by hand.
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
