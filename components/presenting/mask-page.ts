import type { Mask } from '../../lib/domain/masking.ts';

/** Where a guest draws, or a person types: it is not changed. */
const LEFT_ALONE = '.xterm, script, style, textarea, input, canvas';
const ATTRIBUTES = ['title', 'aria-label'];

interface Hidden {
  readonly original: string;
  readonly masked: string;
}

/**
 * Hides what the mask hides in everything below `root`, also in what is drawn later, before it is on the screen. One place
 * instead of every page: what somebody forgets to mask would be seen by the audience. Returns what undoes it.
 */
export function maskPage(root: HTMLElement, mask: Mask): () => void {
  const texts = new WeakMap<Text, Hidden>();
  const attributes = new WeakMap<Element, Map<string, Hidden>>();
  const hideText = (text: Text): void => {
    if (texts.get(text)?.masked === text.data || text.parentElement?.closest(LEFT_ALONE) != null) return;
    const original = text.data;
    const masked = mask(original);
    if (masked === original) return;
    texts.set(text, { original, masked });
    text.data = masked;
  };
  const hideAttribute = (element: Element, name: string): void => {
    const original = element.getAttribute(name);
    const hidden = attributes.get(element) ?? new Map<string, Hidden>();
    if (original === null || hidden.get(name)?.masked === original) return;
    const masked = mask(original);
    if (masked === original) return;
    attributes.set(element, hidden.set(name, { original, masked }));
    element.setAttribute(name, masked);
  };
  const hideBelow = (node: Node): void => {
    for (const each of everythingIn(node))
      if (each instanceof Text) hideText(each);
      else if (each instanceof Element) for (const name of ATTRIBUTES) hideAttribute(each, name);
  };
  const observer = new MutationObserver((mutations) => {
    for (const { type, target, addedNodes, attributeName } of mutations)
      if (type === 'characterData' && target instanceof Text) hideText(target);
      else if (type === 'attributes' && target instanceof Element && attributeName !== null)
        hideAttribute(target, attributeName);
      else for (const added of addedNodes) hideBelow(added);
  });
  const watched = { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES };
  observer.observe(root, watched);
  hideBelow(root);
  return () => {
    observer.disconnect();
    for (const each of everythingIn(root)) {
      if (each instanceof Text) each.data = originalOf(texts.get(each), each.data);
      else if (each instanceof Element)
        for (const [name, hidden] of attributes.get(each) ?? [])
          each.setAttribute(name, originalOf(hidden, each.getAttribute(name) ?? ''));
    }
  };
}

const originalOf = (hidden: Hidden | undefined, now: string): string =>
  hidden?.masked === now ? hidden.original : now;

function* everythingIn(node: Node): Generator<Node> {
  yield node;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode() !== null) yield walker.currentNode;
}
