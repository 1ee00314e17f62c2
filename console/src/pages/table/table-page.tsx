import { useEffect, useRef, useState } from 'preact/hooks';
import { Link, useRoute } from '../../router.tsx';
import { session } from '../../session/session.ts';
import { useStore } from '../../store.ts';
import { type RelationName, writeRelation } from '../../text/relation.ts';
import { Answered } from '../../ui/answered.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failed, Notice } from '../../ui/states.tsx';
import { LookupForm } from './lookup-form.tsx';
import { NothingAsked } from './nothing-asked.tsx';
import { readTableAddress, tableAddress } from './table-address.ts';
import { TableFactsView } from './table-facts-view.tsx';
import './table-page.css';
import { useTableFacts } from './use-table-facts.ts';

export function TablePage() {
  const { search } = useRoute();
  const current = useStore(session);
  const isAdmin = current.kind === 'open' && current.viewer.isAdmin;
  const relation = readTableAddress(search);
  const reload = useRef(() => {});
  const [said, setSaid] = useState('');
  const address = relation === null ? '' : tableAddress(relation);
  const shownAddress = useRef(address);
  useEffect(() => {
    if (shownAddress.current === address) return;
    shownAddress.current = address;
    // The link that led here is gone, and the focus with it.
    if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
  }, [address]);
  const name = relation?.name ?? 'Table';
  useEffect(() => {
    document.title = `${name} · dbt metadata`;
  }, [name]);
  return (
    <Page title="Table" lead="What dbt knows of a table of the warehouse, as your graph says it.">
      <LookupForm relation={relation} onRepeat={() => reload.current()} />
      <p class="visually-hidden" role="status">
        {said}
      </p>
      {relation === null ? (
        <NothingAsked isAdmin={isAdmin} />
      ) : (
        <TableAnswer
          key={address}
          relation={relation}
          isAdmin={isAdmin}
          reloadRef={reload}
          onSaid={setSaid}
        />
      )}
    </Page>
  );
}

function ConnectLink() {
  return (
    <Link to="/connect" class="button button-primary">
      Connect dbt
    </Link>
  );
}

interface TableAnswerProps {
  readonly relation: RelationName;
  readonly isAdmin: boolean;
  readonly reloadRef: { current: () => void };
  /** Says that the answer is there to those who do not see it come. */
  readonly onSaid: (sentence: string) => void;
}

function TableAnswer({ relation, isAdmin, reloadRef, onSaid }: TableAnswerProps) {
  const asked = useTableFacts(relation, isAdmin);
  const reload = asked?.reload;
  useEffect(() => {
    reloadRef.current = reload ?? (() => {});
  }, [reload, reloadRef]);
  const sentence = asked?.data == null ? '' : `Shown is ${writeRelation(relation)}.`;
  useEffect(() => onSaid(sentence), [sentence, onSaid]);
  if (asked === null) {
    return (
      <Notice tone="info" title="Tables are looked up by admins here">
        The graph's names of tables follow a pattern that the console cannot write. Ask for the table through
        your graph, or sign in as an admin.
      </Notice>
    );
  }
  if (asked.data?.match.status === 'NOT_CONFIGURED') {
    return (
      <Empty icon="plug" title="No facts yet" action={isAdmin ? <ConnectLink /> : undefined}>
        {asked.data.match.reason}
      </Empty>
    );
  }
  if (asked.data?.match.status === 'UNAVAILABLE') {
    return (
      <Failed
        title="dbt is unavailable"
        message={asked.data.match.reason}
        onRetry={asked.reload}
        isRetrying={asked.isAsking}
      />
    );
  }
  return (
    <Answered asked={asked} what="the table">
      {(facts) => <TableFactsView relation={relation} facts={facts} asked={asked} />}
    </Answered>
  );
}
