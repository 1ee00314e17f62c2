import type { ComponentChildren } from 'preact';
import type { Asked } from '../use-ask.ts';
import { ForAdmins } from './for-admins.tsx';
import { Sentence } from './sentence.tsx';
import { Failed, Loading, Notice } from './states.tsx';

interface AnsweredProps<T> {
  readonly asked: Asked<T>;
  /** What is asked for: "the events". */
  readonly what: string;
  readonly children: (data: T) => ComponentChildren;
}

/** A page's question in each of its states; what was answered before stays while the subgraph is away. */
export function Answered<T>({ asked: { answer, data, isAsking, reload }, what, children }: AnsweredProps<T>) {
  if (answer === null && data === null) return <Loading label={`Loading ${what}`} />;
  const refusal = answer !== null && answer.kind !== 'data' ? answer : null;
  if (refusal?.kind === 'forbidden') {
    return <ForAdmins reason={refusal.message} />;
  }
  const failed =
    refusal === null ? null : (
      <Failed
        title={data === null ? `No answer for ${what}` : 'Not up to date'}
        message={refusal.message}
        onRetry={reload}
        isRetrying={isAsking}
      />
    );
  const errors = answer?.kind === 'data' ? answer.errors : [];
  return (
    <>
      {failed}
      {[...new Set(errors.map(({ message }) => message))].map((message) => (
        <Notice key={message} tone="bad">
          <Sentence text={message} />
        </Notice>
      ))}
      {data === null ? null : children(data)}
    </>
  );
}
