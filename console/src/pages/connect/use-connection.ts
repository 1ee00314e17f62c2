import { useState } from 'preact/hooks';
import { ask } from '../../graph.ts';
import type { Environment } from '../../integration.ts';
import {
  type Changed,
  type ConnectInput,
  configureMutation,
  type Integration,
  type UserError,
  verifyMutation,
} from './connect-data.ts';
import { type Choice, chosen, idsOf, withFound } from './environment-choice.ts';
import { type Submit, useSubmit } from './use-submit.ts';
import { NO_ERRORS } from './user-errors.ts';

const FIELDS = ['apiHost', 'serviceToken', 'discoveryUrl', 'environmentIds'];

interface Verified {
  readonly environments: readonly Environment[];
  readonly userErrors: readonly UserError[];
}

/** What is typed of a connection, over the one that is stored: what was not touched is as it is stored now. */
export function useConnection(integration: Integration | null, onConflict: () => void) {
  const [typedHost, setTypedHost] = useState<string | null>(null);
  const [typedUrl, setTypedUrl] = useState<string | null>(null);
  const [picked, setPicked] = useState<readonly Choice[] | null>(null);
  const [token, setToken] = useState('');
  /** How many environments the last test has reached; null since something else is typed. */
  const [found, setFound] = useState<number | null>(null);
  const verify = useSubmit(FIELDS, onConflict);
  const save = useSubmit(FIELDS, onConflict);

  const apiHost = typedHost ?? integration?.apiHost ?? '';
  const isStoredHost = integration !== null && apiHost.trim() === integration.apiHost;
  const discoveryUrl = typedUrl ?? (isStoredHost ? integration.discoveryUrl : '');
  const choices = picked ?? chosen(integration?.environments ?? []);

  function inputOf(ids: readonly string[]): ConnectInput {
    const secret = token.trim();
    return {
      apiHost: apiHost.trim(),
      ...(secret === '' ? {} : { serviceToken: secret }),
      ...(discoveryUrl.trim() === '' ? {} : { discoveryUrl: discoveryUrl.trim() }),
      ...(ids.length === 0 ? {} : { environmentIds: ids }),
    };
  }

  /** Tries what would be saved; resolves with how many environments were reached, null where dbt or the graph refuses. */
  async function test(): Promise<number | null> {
    save.refuse(NO_ERRORS);
    setFound(null);
    const ids = idsOf(choices);
    const verified = await verify.send<Verified>(verifyMutation(), { input: inputOf(ids) });
    if (verified === null) return null;
    const { environments } = verified;
    const others = ids.length > 0 && environments.some(({ name }) => name !== null) ? await listed() : [];
    setPicked(withFound(withFound(choices, environments), others));
    setFound(environments.length);
    return environments.length;
  }

  /** What the token can list besides. Names come with the right to list, so tokens without it are not tried. */
  async function listed(): Promise<readonly Environment[]> {
    const answer = await ask<{ readonly verifyDbtIntegration: Verified | null }>(verifyMutation(), {
      input: inputOf([]),
    });
    return answer.kind === 'data' ? (answer.data.verifyDbtIntegration?.environments ?? []) : [];
  }

  /** Resolves with what is stored now; null where nothing was. The token leaves its field. */
  async function store(): Promise<Integration | null> {
    verify.refuse(NO_ERRORS);
    const ids = idsOf(choices);
    if (choices.length > 0 && ids.length === 0) {
      save.refuse({ ...NO_ERRORS, byField: { environmentIds: 'Choose at least one environment.' } });
      return null;
    }
    const input = { ...inputOf(ids), expectedRevision: integration?.revision ?? 0 };
    const changed = await save.send<Changed>(configureMutation(), { input });
    if (changed === null) return null;
    setToken('');
    setTypedHost(null);
    setTypedUrl(null);
    setPicked(null);
    setFound(null);
    return changed.integration;
  }

  /** What was tested is no longer what is typed. */
  function touching<T>(change: (value: T) => void): (value: T) => void {
    return (value) => {
      change(value);
      setFound(null);
      verify.refuse(NO_ERRORS);
      save.refuse(NO_ERRORS);
    };
  }

  return {
    apiHost,
    setApiHost: touching<string>(setTypedHost),
    discoveryUrl,
    setDiscoveryUrl: touching<string>(setTypedUrl),
    token,
    setToken: touching<string>(setToken),
    choices,
    setChoices(next: readonly Choice[]) {
      setPicked(next);
      save.refuse(NO_ERRORS);
    },
    found,
    errors: save.errors === NO_ERRORS ? verify.errors : save.errors,
    isTesting: verify.isBusy,
    isStoring: save.isBusy,
    formRef: bothRefs(verify, save),
    test,
    store,
  };
}

function bothRefs(one: Submit, other: Submit): (form: HTMLFormElement | null) => void {
  return (form) => {
    one.formRef.current = form;
    other.formRef.current = form;
  };
}
