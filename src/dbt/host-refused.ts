/** A connection that was not made, since the token must not go there. The message reads on after a host's name. */
export class HostRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HostRefusedError';
  }
}
