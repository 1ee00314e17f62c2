/** Whom the subgraph takes the caller for. */
export interface Viewer {
  readonly tenant: string;
  /** Null where the identity names no user. */
  readonly userId: string | null;
  readonly isAdmin: boolean;
  /** The scope that makes an admin, and where it was looked for, as a sentence. */
  readonly adminRule: string;
}

export type ViewerRead =
  | { readonly kind: 'viewer'; readonly viewer: Viewer }
  | { readonly kind: 'anonymous' | 'unreachable'; readonly message: string };

export async function readViewer(token: string | null): Promise<ViewerRead> {
  try {
    const response = await fetch('/console/session.json', {
      cache: 'no-store',
      ...(token === null ? {} : { headers: { authorization: `Bearer ${token}` } }),
    });
    const body: unknown = await response.json();
    if (response.ok) return { kind: 'viewer', viewer: body as Viewer };
    const { errors } = body as { readonly errors?: readonly { readonly message: string }[] };
    const message = errors?.[0]?.message ?? `The subgraph answered with status ${response.status}.`;
    return { kind: response.status === 401 ? 'anonymous' : 'unreachable', message };
  } catch {
    return {
      kind: 'unreachable',
      message: 'The subgraph cannot be reached. Is it running, and this machine online?',
    };
  }
}
