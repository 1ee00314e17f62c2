import { matchesGlob } from 'node:path';

/** What a `.dockerignore` leaves out of the build context: the last pattern that fits a path, or a folder above it, decides. */
export function createIgnore(text: string): (path: string) => boolean {
  const patterns = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ glob: line.replace(/^!/, '').replace(/\/$/, ''), leavesOut: !line.startsWith('!') }));
  return (path) => {
    const places = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
    const deciding = patterns.findLast(({ glob }) => places.some((place) => matchesGlob(place, glob)));
    return deciding?.leavesOut ?? false;
  };
}
