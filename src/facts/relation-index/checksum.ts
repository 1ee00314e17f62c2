/** Below 2^32; any one byte that changes changes it. Told from another by accident once in four thousand million times; no seal. */
export function checksumOf(bytes: Uint8Array): number {
  const words = bytes.byteLength >>> 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0x811c9dc5 ^ bytes.byteLength;
  // FNV-1a, four bytes at a time.
  for (let word = 0; word < words; word += 1) sum = mix(sum, view.getUint32(4 * word, true));
  for (let at = 4 * words; at < bytes.byteLength; at += 1) sum = mix(sum, view.getUint8(at));
  return sum >>> 0;
}

function mix(sum: number, part: number): number {
  return Math.imul(sum ^ part, 0x01000193);
}
