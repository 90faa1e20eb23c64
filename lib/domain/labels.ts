/** As they are stored: each once, in order. */
export const tidyLabels = (labels: readonly string[]): string[] => [...new Set(labels)].toSorted();

/** Whether something with these labels has all that are wanted; a wanted key alone stands for every value of it. */
export function hasLabels(labels: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((each) => labels.some((label) => label === each || label.startsWith(`${each}=`)));
}

/** Labels with others added and some removed. */
export function changedLabels(
  labels: readonly string[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): string[] {
  const gone = new Set(labels.filter((label) => remove.some((each) => hasLabels([label], [each]))));
  return tidyLabels([...labels.filter((label) => !gone.has(label)), ...add]);
}
