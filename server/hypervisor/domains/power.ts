import { type Domain, DomainCreateFlags, DomainState, ErrorCode, isLibvirtError } from 'node-libvirt';

/** False if it is already running or paused. */
export async function startPaused(domain: Domain): Promise<boolean> {
  if (await domain.isActive()) return false;
  try {
    await domain.create(DomainCreateFlags.START_PAUSED);
    return true;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.OPERATION_INVALID) && (await domain.isActive())) return false;
    throw error;
  }
}

/** Does nothing if it is already running. */
export async function resume(domain: Domain): Promise<void> {
  const { state } = await domain.getState();
  if (state === DomainState.RUNNING) return;
  await domain.resume();
}

/** Does nothing if it is already paused. */
export async function pause(domain: Domain): Promise<void> {
  const { state } = await domain.getState();
  if (state === DomainState.PAUSED) return;
  await domain.suspend();
}
