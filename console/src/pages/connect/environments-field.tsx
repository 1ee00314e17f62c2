import { useId, useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type Choice, withId } from './environment-choice.ts';
import { EnvironmentList } from './environment-list.tsx';

interface EnvironmentsFieldProps {
  readonly choices: readonly Choice[];
  readonly onChoices: (choices: readonly Choice[]) => void;
  readonly error: string | undefined;
  /** Opens the field for ids: the token cannot list environments. */
  readonly areIdsAsked: boolean;
}

export function EnvironmentsField({ choices, onChoices, error, areIdsAsked }: EnvironmentsFieldProps) {
  const errorId = useId();
  return (
    <fieldset
      class={`fieldset stack ${error === undefined ? '' : 'field-wrong'}`}
      aria-describedby={error === undefined ? undefined : errorId}
    >
      <legend>Environments</legend>
      <p class="hint">
        {choices.length === 0
          ? 'Test the connection to see which production environments the token can list. Without a choice, all of them are read.'
          : 'Where two environments build the same table, the upper one answers.'}
      </p>
      {choices.length === 0 ? null : <EnvironmentList choices={choices} onChoices={onChoices} />}
      {error === undefined ? null : (
        <p class="field-error" id={errorId}>
          <Icon name="warning" />
          <span>{error}</span>
        </p>
      )}
      <Disclosure summary="Add an environment by its id" isAsked={areIdsAsked}>
        <AddById choices={choices} onChoices={onChoices} isWrong={error !== undefined} />
      </Disclosure>
    </fieldset>
  );
}

interface AddByIdProps extends Pick<EnvironmentsFieldProps, 'choices' | 'onChoices'> {
  readonly isWrong: boolean;
}

function AddById({ choices, onChoices, isWrong }: AddByIdProps) {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);

  function add(): void {
    const next = withId(choices, text);
    if (next === null) {
      setError('Enter the number of an environment that is not in the list yet.');
      return;
    }
    onChoices(next);
    setText('');
    setError(undefined);
  }

  return (
    <div class="connect-add">
      <TextField
        label="Environment id"
        hint="The number behind /environments/ in the environment's address in dbt. Metadata Only tokens cannot list environments, but can read those that are named."
        inputMode="numeric"
        value={text}
        onValue={setText}
        error={error ?? (isWrong && choices.length === 0 ? 'Add at least one environment.' : undefined)}
        onEnter={add}
      />
      <Button onClick={add}>Add</Button>
    </div>
  );
}
