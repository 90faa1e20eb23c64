/** Whose a file is, as libvirt says it. */
export interface FileOwner {
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}
