/**
 * Like `Promise.all`, but rejects only after everything has ended: the rollback of a failed create must not run while
 * parts of it are still being created.
 */
export async function allEnded<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
