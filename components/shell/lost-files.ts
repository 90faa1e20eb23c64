/**
 * Asks again for scripts and style sheets of the page that did not arrive, as an inline script. Browsers drop what is
 * under way when an address appears on the machine (`ERR_NETWORK_CHANGED`), as it does when a node's network starts,
 * and a page without one of its scripts would show its first picture for ever.
 *
 * What is loaded later has a script loader that asks again by itself, and takes a lost element out of the page: only
 * what is still there afterwards is replaced.
 */
export const ASK_AGAIN_FOR_LOST_FILES = `
addEventListener('error', ({ target }) => {
  const isScript = target instanceof HTMLScriptElement && target.src !== '';
  const isStyle = target instanceof HTMLLinkElement && target.rel === 'stylesheet';
  if (!isScript && !isStyle) return;
  setTimeout(() => {
    if (!target.isConnected) return;
    const again = document.createElement(target.localName);
    for (const { name, value } of target.attributes) again.setAttribute(name, value);
    again.nonce = target.nonce;
    target.replaceWith(again);
  }, 500);
}, true);
`;
