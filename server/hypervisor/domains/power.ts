import { type Domain, DomainCreateFlags, DomainState, ErrorCode, isLibvirtError } from 'node-libvirt';

/** Running or paused already: fine. */
export async function startPaused(domain: Domain): Promise<void> {
  if (await domain.isActive()) return;
  try {
    await domain.create(DomainCreateFlags.START_PAUSED);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.OPERATION_INVALID) && (await domain.isActive())) return;
    throw error;
  }
}

/** Running already: fine. */
export async function resume(domain: Domain): Promise<void> {
  const { state } = await domain.getState();
  if (state === DomainState.RUNNING) return;
  await domain.resume();
}

/** Paused already: fine. */
export async function pause(domain: Domain): Promise<void> {
  const { state } = await domain.getState();
  if (state === DomainState.PAUSED) return;
  await domain.suspend();
}
