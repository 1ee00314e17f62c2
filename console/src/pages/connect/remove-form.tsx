import { useState } from 'preact/hooks';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { REMOVE_MUTATION, type UserError } from './connect-data.ts';
import { FormErrors } from './form-errors.tsx';
import type { ChangeProps } from './rotate-form.tsx';
import { useSubmit } from './use-submit.ts';
import { NO_ERRORS } from './user-errors.ts';

const FIELDS = ['host'];

interface Removed {
  readonly removed: boolean;
  readonly purgedEntries: number;
  readonly userErrors: readonly UserError[];
}

export function RemoveForm({ integration, onSaved, onConflict }: ChangeProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Card
      class="card-danger"
      title="Remove the connection"
      note="Deletes the service token and everything that was read with it. Tables carry no facts from dbt until somebody connects it again. The events stay."
    >
      <Button kind="danger" onClick={() => setIsOpen(true)}>
        Remove…
      </Button>
      {isOpen ? (
        <RemoveDialog
          integration={integration}
          onSaved={onSaved}
          onConflict={onConflict}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </Card>
  );
}

interface RemoveDialogProps extends ChangeProps {
  readonly onClose: () => void;
}

function RemoveDialog({ integration, onSaved, onConflict, onClose }: RemoveDialogProps) {
  const [typed, setTyped] = useState('');
  const { isBusy, errors, formRef, send, refuse } = useSubmit(FIELDS, onConflict);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (typed.trim() !== integration.apiHost) {
      return refuse({
        ...NO_ERRORS,
        byField: { host: `Type ${integration.apiHost} to remove the connection to it.` },
      });
    }
    const removed = await send<Removed>(REMOVE_MUTATION, {});
    if (removed === null) return;
    announce(
      removed.removed
        ? `The connection is removed, and ${removed.purgedEntries} remembered entries with it.`
        : 'The connection had been removed already.',
    );
    onClose();
    onSaved(null);
  }

  return (
    <Dialog title="Remove the connection to dbt?" onClose={onClose}>
      <form class="connect-form" noValidate ref={formRef} onSubmit={(event) => void submit(event)}>
        <p>The service token and everything that was read with it are deleted. This cannot be undone.</p>
        <TextField
          label={
            <>
              Type <code>{integration.apiHost}</code> to confirm
            </>
          }
          autocomplete="off"
          value={typed}
          onValue={setTyped}
          error={errors.byField.host}
        />
        <FormErrors errors={errors} />
        <div class="dialog-actions">
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="danger" type="submit" isBusy={isBusy}>
            Remove
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
