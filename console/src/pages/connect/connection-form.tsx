import { useState } from 'preact/hooks';
import type { Environment } from '../../integration.ts';
import { navigate } from '../../router.tsx';
import { announce, announceUnseen } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { SecretField, TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import {
  type Changed,
  type ConnectInput,
  configureMutation,
  type Integration,
  type UserError,
  verifyMutation,
} from './connect-data.ts';
import { type Choice, chosen, idsOf, withFound } from './environment-choice.ts';
import { EnvironmentsField } from './environments-field.tsx';
import { FormErrors } from './form-errors.tsx';
import { useSubmit } from './use-submit.ts';
import { NO_ERRORS } from './user-errors.ts';

interface ConnectionFormProps {
  /** The connection as it is stored; null where there is none. It may change under the form, which keeps what was typed. */
  readonly integration: Integration | null;
  readonly onSaved: (integration: Integration | null) => void;
  /** Somebody else has changed the connection since it was read. */
  readonly onConflict: () => void;
}

const FIELDS = ['apiHost', 'serviceToken', 'discoveryUrl', 'environmentIds'];

interface Verified {
  readonly environments: readonly Environment[];
  readonly userErrors: readonly UserError[];
}

export function ConnectionForm({ integration, onSaved, onConflict }: ConnectionFormProps) {
  // Null: as it is stored.
  const [typedHost, setTypedHost] = useState<string | null>(null);
  const [typedUrl, setTypedUrl] = useState<string | null>(null);
  const [picked, setPicked] = useState<readonly Choice[] | null>(null);
  const [token, setToken] = useState('');
  const [found, setFound] = useState<number | null>(null);
  const verify = useSubmit(FIELDS, onConflict);
  const save = useSubmit(FIELDS, onConflict);

  const apiHost = typedHost ?? integration?.apiHost ?? '';
  const isStoredHost = integration !== null && apiHost.trim() === integration.apiHost;
  const discoveryUrl = typedUrl ?? (isStoredHost ? integration.discoveryUrl : '');
  const choices = picked ?? chosen(integration?.environments ?? []);
  const errors = save.errors === NO_ERRORS ? verify.errors : save.errors;

  /** What was tested is no longer what is typed. */
  function touch(): void {
    setFound(null);
    verify.refuse(NO_ERRORS);
    save.refuse(NO_ERRORS);
  }

  function inputOf(ids: readonly string[]): ConnectInput {
    const secret = token.trim();
    return {
      apiHost: apiHost.trim(),
      ...(secret === '' ? {} : { serviceToken: secret }),
      ...(discoveryUrl.trim() === '' ? {} : { discoveryUrl: discoveryUrl.trim() }),
      ...(ids.length === 0 ? {} : { environmentIds: ids }),
    };
  }

  async function test(): Promise<void> {
    save.refuse(NO_ERRORS);
    setFound(null);
    // Without ids the token lists what it can; named ones are asked for where it cannot.
    const asksByName = choices.some(({ environment }) => environment.name === null);
    const verified = await verify.send<Verified>(verifyMutation(), {
      input: inputOf(asksByName ? idsOf(choices) : []),
    });
    if (verified === null) return;
    setPicked(withFound(choices, verified.environments));
    setFound(verified.environments.length);
    announceUnseen(`dbt accepts the token, which reaches ${count(verified.environments.length)}.`);
  }

  async function store(): Promise<void> {
    verify.refuse(NO_ERRORS);
    const ids = idsOf(choices);
    if (choices.length > 0 && ids.length === 0) {
      return save.refuse({ ...NO_ERRORS, byField: { environmentIds: 'Choose at least one environment.' } });
    }
    const input = { ...inputOf(ids), expectedRevision: integration?.revision ?? 0 };
    const changed = await save.send<Changed>(configureMutation(), { input });
    if (changed === null) return;
    setToken('');
    setTypedHost(null);
    setTypedUrl(null);
    setPicked(null);
    setFound(null);
    onSaved(changed.integration);
    announce(
      integration === null ? 'dbt is connected. Its projects are being read.' : 'The connection is saved.',
    );
    if (integration === null) navigate('/');
  }

  const isBusy = verify.isBusy || save.isBusy;
  const isNew = integration === null;
  const isTestFirst = isNew && choices.length === 0;
  return (
    <Card title={isNew ? 'Connect dbt' : 'Host, token and environments'}>
      <form
        class="connect-form"
        noValidate
        ref={(form) => {
          verify.formRef.current = form;
          save.formRef.current = form;
        }}
        onSubmit={(event) => {
          event.preventDefault();
          // The enter key does what the first button does. The order of a first connection is seen before it is stored.
          if (!isBusy) void (isTestFirst ? test() : store());
        }}
      >
        <TextField
          label="Host"
          hint={
            <>
              Any address that dbt shows under Account settings → Access URLs, such as{' '}
              <code>ab123.us1.dbt.com</code>.
            </>
          }
          inputMode="url"
          autocomplete="off"
          value={apiHost}
          onValue={(value) => {
            setTypedHost(value);
            touch();
          }}
          error={errors.byField.apiHost}
        />
        <SecretField
          label="Service token"
          isOptional={!isNew}
          hint={
            isNew
              ? 'Account settings → API tokens → Service tokens, with the permission Metadata Only. To list environments, it needs Job Viewer or Account Viewer as well.'
              : `Leave it empty to keep ${integration.serviceToken.preview}. A changed host needs a token: a stored one is never sent elsewhere.`
          }
          value={token}
          onValue={(value) => {
            setToken(value);
            touch();
          }}
          error={errors.byField.serviceToken}
        />
        <details class="connect-more" open={errors.byField.discoveryUrl !== undefined}>
          <summary>Discovery URL, where it cannot be derived from the host</summary>
          <TextField
            label="Discovery URL"
            isOptional
            hint="As dbt's Access URLs page shows it. Empty: derived from the host."
            inputMode="url"
            autocomplete="off"
            value={discoveryUrl}
            onValue={(value) => {
              setTypedUrl(value);
              touch();
            }}
            error={errors.byField.discoveryUrl}
          />
        </details>
        <EnvironmentsField
          choices={choices}
          onChoices={(next) => {
            setPicked(next);
            save.refuse(NO_ERRORS);
          }}
          error={errors.byField.environmentIds}
          areIdsAsked={errors.byField.environmentIds !== undefined && choices.length === 0}
        />
        {found === null ? null : (
          <Notice tone="good">
            dbt accepts the token, which reaches {count(found)}.{' '}
            {isNew ? 'Choose and order them, then connect.' : ''}
          </Notice>
        )}
        <FormErrors errors={errors} />
        <div class="row">
          <Button
            kind={isTestFirst ? 'secondary' : 'primary'}
            type={isTestFirst ? 'button' : 'submit'}
            isBusy={save.isBusy}
            onClick={() => {
              if (isTestFirst && !isBusy) void store();
            }}
          >
            {isNew ? 'Connect' : 'Save'}
          </Button>
          <Button
            kind={isTestFirst ? 'primary' : 'secondary'}
            type={isTestFirst ? 'submit' : 'button'}
            isBusy={verify.isBusy}
            onClick={() => {
              if (!isTestFirst && !isBusy) void test();
            }}
          >
            Test
          </Button>
          <span class="muted">Nothing is stored unless dbt accepts it.</span>
        </div>
      </form>
    </Card>
  );
}

function count(environments: number): string {
  return environments === 1 ? 'one environment' : `${environments} environments`;
}
