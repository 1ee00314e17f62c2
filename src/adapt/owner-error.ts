/** An owner's schema cannot be read; the message is for the person who gave it. */
export class OwnerError extends Error {
  override name = 'OwnerError';
}
