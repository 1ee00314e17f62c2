interface SentenceProps {
  /** As the graph writes it: names and code stand between backticks. */
  readonly text: string;
}

/** A sentence of the graph's, with its code set as code. */
export function Sentence({ text }: SentenceProps) {
  return (
    <>
      {text
        .split(/(`[^`]+`)/)
        .map((part, position) =>
          part.startsWith('`') && part.endsWith('`') && part.length > 2 ? (
            <code key={position}>{part.slice(1, -1)}</code>
          ) : (
            part
          ),
        )}
    </>
  );
}
