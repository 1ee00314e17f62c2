import { useState } from 'preact/hooks';
import { announce } from '../../ui/announce.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyText } from '../../ui/copy.tsx';
import { SecretField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { type Changed, WEBHOOK_SECRET_MUTATION } from './connect-data.ts';
import { FormErrors } from './form-errors.tsx';
import type { ChangeProps } from './rotate-form.tsx';
import { useSubmit } from './use-submit.ts';
import { NO_ERRORS } from './user-errors.ts';

const FIELDS = ['secret'];

export function WebhookForm({ integration, onSaved, onConflict }: ChangeProps) {
  const [secret, setSecret] = useState('');
  /** One that the page has made: shown until the page is left. */
  const [made, setMade] = useState<string | null>(null);
  const { isBusy, errors, formRef, send, refuse } = useSubmit(FIELDS, onConflict);
  const { webhookUrl, webhookSecretSet } = integration;

  async function save(value: string | null): Promise<boolean> {
    const changed = await send<Changed>(WEBHOOK_SECRET_MUTATION, { secret: value });
    if (changed === null) return false;
    setSecret('');
    setMade(null);
    onSaved(changed.integration);
    announce(value === null ? 'The webhook secret is cleared.' : 'The webhook secret is set.');
    return true;
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (secret.trim() === '') {
      return refuse({
        ...NO_ERRORS,
        byField: { secret: 'Paste the secret that dbt shows for the webhook.' },
      });
    }
    await save(secret.trim());
  }

  async function generate(): Promise<void> {
    const value = newSecret();
    if (await save(value)) setMade(value);
  }

  return (
    <Card
      title={
        <span id="webhook" class="row">
          Webhook{' '}
          {webhookSecretSet ? <Badge tone="good">Secret set</Badge> : <Badge tone="neutral">No secret</Badge>}
        </span>
      }
      note="dbt tells of finished jobs here, so that facts are read again at once. Deliveries are signed with a secret; without one they are refused."
    >
      <form class="connect-form" noValidate ref={formRef} onSubmit={(event) => void submit(event)}>
        {webhookUrl === null ? (
          <Notice tone="warn" title="The webhook has no address yet">
            This subgraph does not know where dbt reaches it. An operator sets <code>PUBLIC_URL</code>.
          </Notice>
        ) : (
          <div class="field">
            <p class="field-name">Address for the event job.run.completed</p>
            <CopyText text={webhookUrl} what="the webhook's address" />
          </div>
        )}
        <SecretField
          label={webhookSecretSet ? 'New secret' : 'Secret'}
          hint="dbt shows it once, when the webhook is made. For senders that take a secret of yours, generate one."
          value={secret}
          onValue={setSecret}
          error={errors.byField.secret}
        />
        {made === null ? null : (
          <Notice tone="good" title="The secret is set. Copy it now: it is not shown again.">
            <CopyText text={made} what="the secret" />
          </Notice>
        )}
        <FormErrors errors={errors} />
        <div class="row">
          <Button type="submit" isBusy={isBusy}>
            Set the secret
          </Button>
          <Button kind="quiet" icon="key" disabled={isBusy} onClick={() => void generate()}>
            Generate one
          </Button>
          {webhookSecretSet ? (
            <Button kind="quiet" icon="cross" disabled={isBusy} onClick={() => void save(null)}>
              Clear it
            </Button>
          ) : null}
        </div>
      </form>
    </Card>
  );
}

/** 32 random bytes, as 64 hexadecimal digits. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
