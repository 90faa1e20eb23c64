import { encodeUtf8 } from './utf8.ts';

/** Where a line that grows is in the tree of texts. */
export interface Branch<Value> {
  readonly children: Map<number, Branch<Value>>;
  /** Of the texts that end here. */
  readonly values: Value[];
}

/** Texts with which lines begin, as a tree: most lines leave it with their first characters. */
export class Beginnings<Value> {
  readonly root: Branch<Value> = { children: new Map(), values: [] };

  add(text: string, value: Value): void {
    let node = this.root;
    for (const byte of encodeUtf8(text)) {
      const child: Branch<Value> = node.children.get(byte) ?? { children: new Map(), values: [] };
      node.children.set(byte, child);
      node = child;
    }
    node.values.push(value);
  }
}
