import { isNamed, nameOfEnvironment } from '../../integration.ts';
import { Link } from '../../router.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import '../stacked.css';
import type { EnvironmentState } from './overview-data.ts';

const WORDS: Readonly<Record<EnvironmentState['status'], { readonly tone: Tone; readonly word: string }>> = {
  NOT_READ: { tone: 'neutral', word: 'Not read yet' },
  LOADING: { tone: 'info', word: 'Loading' },
  READY: { tone: 'good', word: 'Ready' },
  STALE: { tone: 'warn', word: 'From memory' },
  FAILED: { tone: 'bad', word: 'Failed' },
};

const COUNT = new Intl.NumberFormat('en');

interface EnvironmentsCardProps {
  readonly states: readonly EnvironmentState[];
  /** A failure that stands above: rows need not repeat it. */
  readonly saidAlready: string | null;
}

export function EnvironmentsCard({ states, saidAlready }: EnvironmentsCardProps) {
  return (
    <Card
      title="Environments"
      note={
        states.length > 1
          ? 'In the order of their priority: where two build the same table, the upper one answers.'
          : undefined
      }
      actions={<Link to="/connect">Change</Link>}
    >
      <Table
        caption="Environments, the one of highest priority first"
        head={[
          <span key="place" class="visually-hidden">
            Place
          </span>,
          'Environment',
          'State',
          'Nodes',
          'Last read',
          'Last change',
        ]}
        class="overview-environments stacked"
      >
        {states.map((state, position) => (
          <Row key={state.environment.id} state={state} place={position + 1} saidAlready={saidAlready} />
        ))}
      </Table>
    </Card>
  );
}

interface RowProps extends Pick<EnvironmentsCardProps, 'saidAlready'> {
  readonly state: EnvironmentState;
  readonly place: number;
}

function Row({ state, place, saidAlready }: RowProps) {
  const { environment, status, nodes, lastReadAt, lastChangedAt } = state;
  const notes = notesOf(state).filter((note) => note !== saidAlready);
  const { tone, word } = WORDS[status];
  return (
    <>
      <tr>
        <td class="place">{place}</td>
        <th scope="row">
          {nameOfEnvironment(environment)}
          {isNamed(environment) ? <span class="id">{environment.id}</span> : null}
        </th>
        <td>
          <Badge tone={tone}>{word}</Badge>
        </td>
        <td class="nowrap">
          <span class="cell-label">Nodes </span>
          {COUNT.format(nodes)}
          {status === 'LOADING' ? <span class="muted"> so far</span> : null}
        </td>
        <td class="nowrap">
          <span class="cell-label">Read </span>
          <Time at={lastReadAt} />
        </td>
        <td class="nowrap">
          <span class="cell-label">Changed </span>
          <Time at={lastChangedAt} none="not known" />
        </td>
      </tr>
      {notes.length === 0 ? null : (
        <tr class="notes">
          <td />
          <td colSpan={5} class="wide">
            {notes.map((note) => (
              <p key={note}>
                <Sentence text={note} />
              </p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

/** What an admin has to know beside the numbers, and what to do. */
function notesOf({ status, hasCatalog, lastFailure }: EnvironmentState): readonly string[] {
  const notes: string[] = [];
  if (status === 'NOT_READ')
    notes.push('Nobody has asked for its tables yet: it is read when the first question comes.');
  if ((status === 'FAILED' || status === 'STALE') && lastFailure !== null) notes.push(lastFailure.message);
  if (hasCatalog === false) {
    notes.push(
      'No job has generated docs, so dbt knows no columns. In dbt, tick “Generate docs on run” in one production job, or run `dbt docs generate` in it.',
    );
  }
  return notes;
}
