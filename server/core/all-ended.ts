/**
 * As `Promise.all`, but it does not reject before everything has ended. What takes back the work of a failed create
 * must not meet parts of it that are still being made.
 */
export async function allEnded<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
