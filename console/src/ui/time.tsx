import { useEffect, useState } from 'preact/hooks';
import { formatExactTime, formatRelativeTime } from '../text/relative-time.ts';

const TICK_MS = 30_000;

/** One clock for all times of the page, so that they move together. */
const listeners = new Set<() => void>();
setInterval(() => {
  for (const listener of listeners) listener();
}, TICK_MS);

interface TimeProps {
  /** An RFC 3339 instant. */
  readonly at: string | null;
  /** Stands where there is no instant. */
  readonly none?: string;
}

/** "3 minutes ago", with the exact instant on hover and for machines. */
export function Time({ at, none = 'never' }: TimeProps) {
  const [, tick] = useState(0);
  useEffect(() => {
    const update = () => tick((count) => count + 1);
    listeners.add(update);
    return () => {
      listeners.delete(update);
    };
  }, []);
  const relative = formatRelativeTime(at, Date.now());
  if (at === null || relative === null) return <span class="muted">{none}</span>;
  return (
    <time dateTime={at} title={formatExactTime(at) ?? at}>
      {relative}
    </time>
  );
}
