import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { type Changed, REFRESH_MUTATION } from './connect-data.ts';
import { FormErrors } from './form-errors.tsx';
import type { ChangeProps } from './rotate-form.tsx';
import { useSubmit } from './use-submit.ts';

const FIELDS: readonly string[] = [];

export function RefreshForm({ onSaved, onConflict }: ChangeProps) {
  const { isBusy, errors, send } = useSubmit(FIELDS, onConflict);

  async function refresh(): Promise<void> {
    const changed = await send<Changed>(REFRESH_MUTATION, {});
    if (changed === null) return;
    onSaved(changed.integration);
    announce('Everything is being read again.');
  }

  return (
    <Card
      title="Read everything again"
      note="Forgets what was read from dbt. Changes are noticed without it; while dbt cannot be reached, nothing would be left to serve."
    >
      <FormErrors errors={errors} />
      <Button icon="refresh" isBusy={isBusy} onClick={() => void refresh()}>
        Read again
      </Button>
    </Card>
  );
}
