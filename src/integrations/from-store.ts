import { StoreUnavailableError } from './errors.ts';
import { VaultError } from './secrets/vault.ts';
import { StoreError } from './store/store.ts';

/** `onUnavailable` is told why store or vault has failed; the caller gets a StoreUnavailableError for either. */
export async function fromStore<T>(
  { onUnavailable }: { readonly onUnavailable: (cause: unknown) => void },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof VaultError)) throw error;
    onUnavailable(error);
    throw new StoreUnavailableError(error);
  }
}
