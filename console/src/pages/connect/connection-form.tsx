import { navigate } from '../../router.tsx';
import { announce, announceUnseen } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { SecretField, TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Integration } from './connect-data.ts';
import { EnvironmentsField } from './environments-field.tsx';
import { FormErrors } from './form-errors.tsx';
import { useConnection } from './use-connection.ts';

interface ConnectionFormProps {
  /** The connection as it is stored; null where there is none. It may change under the form, which keeps what was typed. */
  readonly integration: Integration | null;
  readonly onSaved: (integration: Integration | null) => void;
  /** Somebody else has changed the connection since it was read. */
  readonly onConflict: () => void;
}

export function ConnectionForm({ integration, onSaved, onConflict }: ConnectionFormProps) {
  const connection = useConnection(integration, onConflict);
  const { choices, errors, found, isTesting, isStoring } = connection;
  const isNew = integration === null;
  const isTestFirst = isNew && choices.length === 0;

  async function test(): Promise<void> {
    if (isTesting || isStoring) return;
    const reached = await connection.test();
    if (reached !== null) announceUnseen(`dbt accepts the token, which reaches ${count(reached)}.`);
  }

  async function store(): Promise<void> {
    if (isTesting || isStoring) return;
    const stored = await connection.store();
    if (stored === null) return;
    onSaved(stored);
    announce(isNew ? 'dbt is connected. Its projects are being read.' : 'The connection is saved.');
    if (isNew) navigate('/');
  }

  return (
    <Card title={isNew ? 'Connect dbt' : 'Host, token and environments'}>
      <form
        class="connect-form"
        noValidate
        ref={connection.formRef}
        onSubmit={(event) => {
          event.preventDefault();
          // The enter key does what the first button does. The order of a first connection is seen before it is stored.
          void (isTestFirst ? test() : store());
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
          value={connection.apiHost}
          onValue={connection.setApiHost}
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
          value={connection.token}
          onValue={connection.setToken}
          error={errors.byField.serviceToken}
        />
        <Disclosure
          summary="Discovery URL, where it cannot be derived from the host"
          isAsked={errors.byField.discoveryUrl !== undefined}
        >
          <TextField
            label="Discovery URL"
            isOptional
            hint="As dbt's Access URLs page shows it. Empty: derived from the host."
            inputMode="url"
            autocomplete="off"
            value={connection.discoveryUrl}
            onValue={connection.setDiscoveryUrl}
            error={errors.byField.discoveryUrl}
          />
        </Disclosure>
        <EnvironmentsField
          choices={choices}
          onChoices={connection.setChoices}
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
            isBusy={isStoring}
            onClick={() => {
              if (isTestFirst) void store();
            }}
          >
            {isNew ? 'Connect' : 'Save'}
          </Button>
          <Button
            kind={isTestFirst ? 'primary' : 'secondary'}
            type={isTestFirst ? 'submit' : 'button'}
            isBusy={isTesting}
            onClick={() => {
              if (!isTestFirst) void test();
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
