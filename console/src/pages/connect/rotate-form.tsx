import { useState } from 'preact/hooks';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { SecretField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { type Changed, type Integration, ROTATE_MUTATION } from './connect-data.ts';
import { FormErrors } from './form-errors.tsx';
import { useSubmit } from './use-submit.ts';
import { NO_ERRORS } from './user-errors.ts';

export interface ChangeProps {
  readonly integration: Integration;
  readonly onSaved: (integration: Integration | null) => void;
  /** Somebody else has changed the connection since it was read. */
  readonly onConflict: () => void;
}

const FIELDS = ['serviceToken'];

export function RotateForm({ integration, onSaved, onConflict }: ChangeProps) {
  const [token, setToken] = useState('');
  const { isBusy, errors, formRef, send, refuse } = useSubmit(FIELDS, onConflict);
  const { preview, setAt, setBy } = integration.serviceToken;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const serviceToken = token.trim();
    if (serviceToken === '') {
      return refuse({ ...NO_ERRORS, byField: { serviceToken: 'Paste the new token here.' } });
    }
    const changed = await send<Changed>(ROTATE_MUTATION, {
      serviceToken,
      expectedRevision: integration.revision,
    });
    if (changed === null) return;
    setToken('');
    onSaved(changed.integration);
    announce('The new token is in place.');
  }

  return (
    <Card
      title="Rotate the service token"
      note={
        <>
          In use: <code>{preview}</code>, set <Time at={setAt} />
          {setBy === null ? '' : ` by ${setBy}`}. The new one is tried on the same host and environments
          first.
        </>
      }
    >
      <form class="connect-form" noValidate ref={formRef} onSubmit={(event) => void submit(event)}>
        <SecretField
          label="New service token"
          value={token}
          onValue={setToken}
          error={errors.byField.serviceToken}
        />
        <FormErrors errors={errors} />
        <div>
          <Button type="submit" icon="key" isBusy={isBusy}>
            Rotate
          </Button>
        </div>
      </form>
    </Card>
  );
}
