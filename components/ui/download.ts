/** Saves what an address answers, under the name that the answer has or this one, without leaving the page. */
export function download(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
