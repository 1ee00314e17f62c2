import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';

interface PageProps {
  readonly title: string;
  /** One sentence: what the page is for. */
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Page({ title, lead, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · dbt metadata`;
  }, [title]);
  return (
    <>
      <header class="page-head">
        <div class="page-head-text">
          <h1 tabIndex={-1}>{title}</h1>
          {lead === undefined ? null : <p class="lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

interface CardProps {
  readonly title?: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A section with a heading of the second order, which is its name. */
export function Card({ title, note, actions, class: name = '', children }: CardProps) {
  const id = useId();
  return (
    <section class={`card ${name}`} aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined && actions === undefined ? null : (
        <header class="card-head">
          <div>
            {title === undefined ? null : <h2 id={id}>{title}</h2>}
            {note === undefined ? null : <p class="card-note">{note}</p>}
          </div>
          {actions === undefined ? null : <div class="card-actions">{actions}</div>}
        </header>
      )}
      <div class="card-body">{children}</div>
    </section>
  );
}

interface FactsProps {
  /** Name and value; a null row is left out. */
  readonly rows: readonly (readonly [name: string, value: ComponentChildren] | null)[];
}

/** Names and values, one below the other. */
export function Facts({ rows }: FactsProps) {
  return (
    <dl class="facts">
      {rows.map((row) =>
        row === null ? null : (
          <div key={row[0]}>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
