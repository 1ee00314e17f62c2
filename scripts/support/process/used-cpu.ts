/** Microseconds of processor time that this process has used so far, all its threads, in its own code and in the kernel's. */
export function usedCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
