/**
 * Starts this process anew, as the same one, with flags of Node that it lacks: V8 takes the sizes of its heap from its start alone.
 * Returns where nothing is lacking, where the operator chose another value, or where the system knows no such start (Windows).
 */
export function withNodeFlags(
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): void {
  const given = `${process.execArgv.join(' ')} ${env.NODE_OPTIONS ?? ''}`.replaceAll('_', '-');
  const lacking = flags.filter((flag) => !given.includes(flag.replace(/=.*/, '')));
  if (lacking.length === 0 || process.platform === 'win32' || process.execve === undefined) return;
  const { execPath, execArgv, argv } = process;
  // Named in full: Node 22 would start it without any variable.
  process.execve(execPath, [execPath, ...execArgv, ...lacking, ...argv.slice(1)], { ...env });
}
