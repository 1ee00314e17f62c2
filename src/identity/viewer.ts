/** Who is calling. Made from a request once, before anything else looks at it. */
export interface Viewer {
  readonly tenant: string;
  /** As the identity provider names the caller; written into the audit trail. Null where it names none. */
  readonly userId: string | null;
  readonly isAdmin: boolean;
}

/** A caller without a usable identity: everything but the schema itself is refused with this message. */
export interface Anonymous {
  readonly anonymous: true;
  /** For the caller: what is missing or wrong, and never a part of what was sent. */
  readonly reason: string;
  /** The same for the operator, by kinds that are few. */
  readonly kind: RefusalKind;
  /**
   * True where not even the schema is answered: the gateway secret is missing or wrong, or the call came by a name
   * that is not this server's.
   */
  readonly blockedByGatewaySecret: boolean;
}

/** Why a caller has no usable identity. */
export type RefusalKind =
  | 'no_token'
  | 'token_expired'
  | 'token_invalid'
  | 'keys_unavailable'
  | 'gateway_secret'
  | 'duplicate_header'
  | 'unusable_identity'
  | 'foreign_host';

export type Caller = Viewer | Anonymous;

export function isAnonymous(caller: Caller): caller is Anonymous {
  return 'anonymous' in caller;
}
