import { useEffect, useState } from 'preact/hooks';
import { navigate } from '../../router.tsx';
import { isSameRelation, type RelationName, readRelation, writeRelation } from '../../text/relation.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { tableAddress } from './table-address.ts';

interface LookupFormProps {
  /** What the page shows; null before the first lookup. */
  readonly relation: RelationName | null;
  /** The same relation was looked up again. */
  readonly onRepeat: () => void;
}

export function LookupForm({ relation, onRepeat }: LookupFormProps) {
  const shown = relation === null ? '' : writeRelation(relation);
  const [typed, setTyped] = useState(shown);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setTyped(shown);
    setProblem(null);
  }, [shown]);

  const lookUp = (event: Event) => {
    event.preventDefault();
    const read = readRelation(typed);
    setProblem(read.problem);
    if (read.relation === null) return;
    if (relation !== null && isSameRelation(read.relation, relation)) onRepeat();
    else navigate(tableAddress(read.relation));
  };

  return (
    <search>
      <form class="lookup" onSubmit={lookUp} noValidate>
        <TextField
          label="Relation"
          hint="database.schema.name or schema.name, with or without quotes"
          error={problem}
          value={typed}
          onValue={(value) => {
            setTyped(value);
            setProblem(null);
          }}
          autocomplete="off"
          class="mono"
        />
        <Button kind="primary" type="submit" icon="search">
          Look up
        </Button>
      </form>
    </search>
  );
}
