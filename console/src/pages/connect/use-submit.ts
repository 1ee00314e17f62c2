import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../graph.ts';
import type { UserError } from './connect-data.ts';
import { NO_ERRORS, type PlacedErrors, placeErrors } from './user-errors.ts';

export interface Submit {
  readonly isBusy: boolean;
  readonly errors: PlacedErrors;
  /** Of the form, whose first wrong field gets the focus. */
  readonly formRef: { current: HTMLFormElement | null };
  /** Sends a mutation; answers its payload where it has no user errors, else null. One at a time: null while another is under way. */
  readonly send: <T extends { readonly userErrors: readonly UserError[] }>(
    mutation: string,
    variables: object,
  ) => Promise<T | null>;
  /** Errors that the page finds by itself, before it sends anything. */
  readonly refuse: (errors: PlacedErrors) => void;
}

/** The way of a form: send, wait, put errors beside their fields and the focus into the first. */
export function useSubmit(fields: readonly string[], onConflict: () => void): Submit {
  const [isBusy, setIsBusy] = useState(false);
  const [errors, setErrors] = useState<PlacedErrors>(NO_ERRORS);
  const formRef = useRef<HTMLFormElement | null>(null);
  const isSending = useRef(false);

  useLayoutEffect(() => {
    if (Object.keys(errors.byField).length === 0) return;
    formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const send: Submit['send'] = useCallback(
    async <T extends { readonly userErrors: readonly UserError[] }>(mutation: string, variables: object) => {
      if (isSending.current) return null;
      isSending.current = true;
      setIsBusy(true);
      setErrors(NO_ERRORS);
      const answer = await ask<Readonly<Record<string, T | null>>>(mutation, variables);
      isSending.current = false;
      setIsBusy(false);
      if (answer.kind !== 'data') {
        setErrors({ ...NO_ERRORS, others: [answer.message] });
        return null;
      }
      const payload = Object.values(answer.data)[0] ?? null;
      if (payload === null) {
        setErrors({ ...NO_ERRORS, others: answer.errors.map(({ message }) => message) });
        return null;
      }
      if (payload.userErrors.length === 0) return payload;
      const placed = placeErrors(payload.userErrors, fields);
      setErrors(placed);
      if (placed.isConflict) onConflict();
      return null;
    },
    [fields, onConflict],
  );
  return { isBusy, errors, formRef, send, refuse: setErrors };
}
